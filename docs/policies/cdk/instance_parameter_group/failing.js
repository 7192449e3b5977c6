'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, instanceType, vpc }) => {
  new rds.DatabaseCluster(stack, 'Orders', {
    engine,
    vpc,
    writer: rds.ClusterInstance.provisioned('Writer', {
      instanceType,
      parameters: { 'rds.force_ssl': '1' },
    }),
  });
};
