'use strict';

const ec2 = require('aws-cdk-lib/aws-ec2');
const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine, vpc }) => {
  const billing = new rds.DatabaseCluster(stack, 'Billing', {
    engine,
    vpc,
    writer: rds.ClusterInstance.serverlessV2('Writer'),
    port: 5432,
  });

  billing.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
};
