'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, instanceType, vpc }) => {
  new rds.DatabaseCluster(stack, 'Billing', {
    engine,
    vpc,
    writer: rds.ClusterInstance.provisioned('Writer', {
      instanceType,
      parameters: { log_statement: 'ddl' },
    }),
    parameters: { 'rds.force_ssl': '1' },
  });
};
