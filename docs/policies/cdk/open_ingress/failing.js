'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, vpc }) => {
  const orders = new rds.DatabaseCluster(stack, 'Orders', {
    engine,
    vpc,
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    port: 5432,
  });

  orders.connections.allowDefaultPortFromAnyIpv4();
};
