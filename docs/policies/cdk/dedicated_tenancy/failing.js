'use strict';

const ec2 = require('aws-cdk-lib/aws-ec2');
const rds = require('aws-cdk-lib/aws-rds');

module.exports = (stack, { engine }) => {
  const vpc = new ec2.Vpc(stack, 'Dedicated', {
    defaultInstanceTenancy: ec2.DefaultInstanceTenancy.DEDICATED,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });

  // The CDK's default class is db.t3.medium.
  new rds.DatabaseCluster(stack, 'Orders', {
    engine,
    vpc,
    writer: rds.ClusterInstance.provisioned('Writer'),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  });
};
