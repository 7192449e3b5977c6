'use strict';
// An Aurora PostgreSQL cluster as AWS's security page asks for it, in the VPC of another stack.

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
      // Applications log in with short-lived tokens.
      iamAuthentication: true,
      // On family 16, TLS is offered and not required unless it is set, and suites without forward secrecy are allowed.
      parameters: {
        'rds.force_ssl': '1',
        ssl_ciphers: 'ECDHE-RSA-AES256-GCM-SHA384,ECDHE-RSA-AES128-GCM-SHA256',
      },
      // Dedicated tenancy rules out the burstable classes, which are the CDK's default.
      writer: rds.ClusterInstance.provisioned('Writer', {
        instanceType: ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE),
        caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
        // What protects connections and logins belongs to the cluster's parameters.
        parameters: { log_statement: 'ddl' },
      }),
    });
    // The database's port is open to its own VPC, and to nobody else.
    orders.connections.allowDefaultPortFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock));
  }
}

const app = new App();
const { vpc } = new NetworkStack(app, 'Network');
new DatabaseStack(app, 'Database', { vpc });
app.synth();
