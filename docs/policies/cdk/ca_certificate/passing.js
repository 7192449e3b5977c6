'use strict';

const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, instanceType, vpc }) => {
  new rds.DatabaseCluster(stack, 'Billing', {
    engine,
    vpc,
    writer: rds.ClusterInstance.provisioned('Writer', {
      instanceType,
      caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
    }),
  });
};
