'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, vpc }) => {
  new rds.DatabaseCluster(stack, 'Orders', {
    engine,
    vpc,
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    parameters: { ssl_min_protocol_version: 'TLSv1.1' },
  });
};
