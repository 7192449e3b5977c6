'use strict';
// The same cluster with one mistake for each policy.

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
      // IAM database authentication is off unless `iamAuthentication` turns it on.
      parameters: {
        // Clients that do not ask for TLS connect in clear text.
        'rds.force_ssl': '0',
        // The last suite has no forward secrecy.
        ssl_ciphers: 'ECDHE-RSA-AES256-GCM-SHA384,TLS_RSA_WITH_AES_256_CBC_SHA',
        // A deprecated version of TLS is allowed.
        ssl_min_protocol_version: 'TLSv1.1',
        // The stored hash of a password is enough to log in.
        password_encryption: 'md5',
      },
      // The CDK's default class, db.t3.medium, is burstable, and the VPC is of dedicated tenancy.
      writer: rds.ClusterInstance.provisioned('Writer', {
        // It belongs to the cluster's parameters: the instance's group, which this makes, has no effect on TLS.
        parameters: { 'rds.force_ssl': '1' },
        // Its certificates have expired, so that clients cannot verify them.
        caCertificate: rds.CaCertificate.of('rds-ca-2019'),
      }),
    });
    // Whoever has a route to the cluster can try to log in.
    orders.connections.allowDefaultPortFromAnyIpv4();
  }
}

const app = new App();
const { vpc } = new NetworkStack(app, 'Network');
new DatabaseStack(app, 'Database', { vpc });
app.synth();
