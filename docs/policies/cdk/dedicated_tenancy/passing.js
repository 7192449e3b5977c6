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

  new rds.DatabaseCluster(stack, 'Billing', {
    engine,
    vpc,
    writer: rds.ClusterInstance.provisioned('Writer', {
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE),
    }),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  });
};
