'use strict';
// Two stacks for each policy: the first one fails it, and the second one passes.

const fs = require('fs');
const path = require('path');
const { App, BootstraplessSynthesizer, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const rds = require('aws-cdk-lib/aws-rds');

// What is no concern of a policy is the same in all of them.
const engine = rds.DatabaseClusterEngine.auroraPostgres({
  version: rds.AuroraPostgresEngineVersion.VER_16_11,
});
const instanceType = ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE);

const app = new App();

for (const policy of fs.readdirSync(__dirname).sort()) {
  for (const outcome of ['failing', 'passing']) {
    const file = path.join(__dirname, policy, `${outcome}.js`);
    if (!fs.existsSync(file) || policy === 'node_modules') continue;
    const stack = new Stack(app, `${policy.replaceAll('_', '-')}-${outcome}`, {
      synthesizer: new BootstraplessSynthesizer(),
    });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });
    require(file)(stack, { engine, instanceType, vpc });
  }
}

app.synth();
