'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, vpc }) => {
  new rds.DatabaseCluster(stack, 'Billing', {
    engine,
    vpc,
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    parameters: { ssl_ciphers: 'ECDHE-RSA-AES256-GCM-SHA384,ECDHE-RSA-AES128-GCM-SHA256' },
  });
};
