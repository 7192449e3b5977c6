'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, vpc }) => {
  new rds.DatabaseCluster(stack, 'Billing', {
    engine,
    vpc,
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    parameters: { 'rds.force_ssl': '1' },
  });
};
