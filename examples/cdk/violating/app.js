'use strict';
// The orders cluster as the CDK makes it where little is said: its class and its parameters are defaults.

const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const rds = require('aws-cdk-lib/aws-rds');

class NetworkStack extends Stack {
  constructor(scope, id) {
    super(scope, id);
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      // No hardware is shared with other accounts.
      defaultInstanceTenancy: ec2.DefaultInstanceTenancy.DEDICATED,
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
    });
  }
}

class DatabaseStack extends Stack {
  constructor(scope, id, { vpc }) {
    super(scope, id);
    const orders = new rds.DatabaseCluster(this, 'Orders', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({
        version: rds.AuroraPostgresEngineVersion.VER_16_11,
      }),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      port: 5432,
      storageEncrypted: true,
      deletionProtection: true,
      iamAuthentication: true,
      writer: rds.ClusterInstance.provisioned('Writer'),
    });
    orders.connections.allowDefaultPortFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock));
  }
}

const app = new App();
const { vpc } = new NetworkStack(app, 'Network');
new DatabaseStack(app, 'Database', { vpc });
app.synth();
