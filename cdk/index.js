'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { version } = require('./package.json');

const NAME = 'checkov-aurora-pg';
const HEALTH = 'CKV2_AURORAPG_0';
const RULES = 10;

// The command's exit codes: 2 is a usage or configuration error, without a report.
const CLEAN = 0;
const COULD_NOT_JUDGE = 3;
const WITH_REPORT = [CLEAN, 1, COULD_NOT_JUDGE];

const SECONDS = 300;
const LARGEST_REPORT = 256 * 1024 * 1024;
const LONGEST_ERROR = 2000;

// The properties of the judged attributes. Every other name is a parameter of a group.
const PROPERTIES = {
  ca_certificate: 'CACertificateIdentifier',
  cluster: 'DBClusterIdentifier',
  engine: 'Engine',
  engine_mode: 'EngineMode',
  engine_version: 'EngineVersion',
  family: 'Family',
  iam_authentication: 'EnableIAMDatabaseAuthentication',
  instance_class: 'DBInstanceClass',
  parameter_group: 'DBClusterParameterGroupName',
  port: 'Port',
  security_groups: 'VpcSecurityGroupIds',
  subnet_group: 'DBSubnetGroupName',
};

/** @typedef {{ path: string, line: number, message?: string }} Place */
/**
 * @typedef {Place & {
 *   id: string, verdict: string, resource: string, attribute: string, message: string,
 *   related: Place[], declared?: Place, severity?: string,
 * }} Finding
 */

/** @param {string} file */
function resolved(file) {
  try {
    return fs.realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

/**
 * Returns the template of a finding, which stands in the app where its line is known.
 * @param {Finding} finding
 * @param {Map<string, string>} templates as the CDK writes them, by their real paths
 */
function templateOf(finding, templates) {
  const places = [finding, ...(finding.declared ? [finding.declared] : []), ...finding.related];
  const files = places.map((place) => resolved(place.path));
  const given = files.find((file) => templates.has(file));
  return given
    ? templates.get(given)
    : files.find((file) => file.endsWith('.template.json'));
}

/** @param {Finding} finding */
function locationsOf(finding) {
  if (!finding.attribute) {
    return [];
  }
  return [`Properties/${PROPERTIES[finding.attribute] ?? `Parameters/${finding.attribute}`}`];
}

/**
 * @param {Finding} finding
 * @param {Map<string, string>} templates
 * @param {boolean} stops
 */
function violationOf(finding, templates, stops) {
  const templatePath = templateOf(finding, templates);
  const isUnjudged = finding.id === HEALTH;
  return {
    ruleName: finding.id,
    description: (finding.verdict === 'undetermined' ? 'undetermined: ' : '') + finding.message,
    fix: `${NAME} --explain ${finding.id}`,
    // Once a violation is acknowledged, the CDK lets a report pass that has neither an `error`
    // nor a `fatal`. The latter cannot be acknowledged.
    severity: isUnjudged ? 'fatal' : stops ? 'error' : 'warning',
    violatingResources: [
      {
        resourceLogicalId: finding.resource,
        templatePath: templatePath ?? [...templates.values()][0],
        locations: locationsOf(finding),
      },
    ],
    ruleMetadata: {
      verdict: finding.verdict,
      at: `${finding.path}:${finding.line}`,
      ...(finding.severity ? { severity: finding.severity } : {}),
    },
  };
}

/**
 * Returns a report that stops the synth since nothing could be judged. An exception would not: the
 * CDK 2.276 writes it into its own report, and exits with 0.
 * @param {string} reason
 * @param {string} templatePath
 */
function unjudged(reason, templatePath) {
  return {
    success: false,
    violations: [
      {
        ruleName: HEALTH,
        description: reason,
        fix: `${NAME} --explain ${HEALTH}`,
        severity: 'fatal',
        violatingResources: [{ resourceLogicalId: '', templatePath, locations: [] }],
      },
    ],
    pluginVersion: version,
  };
}

class CheckovAuroraPg {
  /** @param {import('./index').CheckovAuroraPgOptions} [options] */
  constructor(options = {}) {
    const { command = NAME, undetermined = 'pass', timeoutSeconds = SECONDS } = options;
    if (!['pass', 'fail'].includes(undetermined)) {
      throw new Error(`${NAME}: \`undetermined\` is neither \`pass\` nor \`fail\``);
    }
    if (!(timeoutSeconds > 0)) {
      throw new Error(`${NAME}: \`timeoutSeconds\` is no positive number`);
    }
    this.name = NAME;
    this.version = version;
    this.ruleIds = Array.from({ length: RULES + 1 }, (_, number) => `CKV2_AURORAPG_${number}`);
    this._command = command;
    this._failsUndetermined = undetermined === 'fail';
    this._seconds = timeoutSeconds;
  }

  /** @param {import('aws-cdk-lib').IPolicyValidationContext} context */
  validate(context) {
    const templates = new Map(context.templatePaths.map((file) => [resolved(file), file]));
    if (templates.size === 0) {
      return { success: true, violations: [] };
    }
    try {
      return this._reported(context.templatePaths, templates);
    } catch (error) {
      return unjudged(/** @type {Error} */ (error).message, context.templatePaths[0]);
    }
  }

  /**
   * @param {string[]} files
   * @param {Map<string, string>} templates
   */
  _reported(files, templates) {
    const { status, report } = this._judge(files);
    const counted = this._failsUndetermined ? ['fail', 'undetermined'] : ['fail'];
    const violations = report.findings
      .filter((finding) => counted.includes(finding.verdict))
      .map((finding) =>
        violationOf(finding, templates, status !== CLEAN || finding.verdict !== 'fail'),
      );
    const stops = violations.some(({ severity }) => severity !== 'warning');
    if (status !== CLEAN && !stops) {
      throw new Error(`\`${this._command}\` exited with ${status}, and reports no reason`);
    }
    const { passed, failed, undetermined, skipped } = report.summary;
    return {
      success: !stops,
      violations,
      pluginVersion: version,
      metadata: {
        summary:
          `${failed} failed, ${undetermined} undetermined, ${skipped} skipped, ${passed} passed`,
      },
    };
  }

  /** @param {string[]} files */
  _judge(files) {
    const { error, status, signal, stdout, stderr } = spawnSync(
      this._command,
      ['--output', 'json', '--', ...files.map((file) => path.resolve(file))],
      {
        encoding: 'utf-8',
        maxBuffer: LARGEST_REPORT,
        shell: false,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: this._seconds * 1000,
      },
    );
    const code = /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code;
    if (code === 'ENOENT') {
      throw new Error(
        `the command \`${this._command}\` is not here: pip install ${NAME}, ` +
          'or say where it is with `command`',
      );
    }
    if (code === 'ETIMEDOUT') {
      throw new Error(`\`${this._command}\` took more than ${this._seconds} seconds`);
    }
    if (error) {
      throw new Error(`\`${this._command}\` cannot be run: ${code ?? error.message}`);
    }
    if (!WITH_REPORT.includes(status)) {
      const how = status === null ? `was ended by ${signal}` : `exited with ${status}`;
      throw new Error(`\`${this._command}\` ${how}: ${stderr.trim().slice(-LONGEST_ERROR)}`);
    }
    return { status, report: this._read(stdout) };
  }

  /**
   * @param {string} text
   * @returns {{ findings: Finding[], summary: Record<string, number> }}
   */
  _read(text) {
    try {
      const { findings, summary } = JSON.parse(text);
      if (Array.isArray(findings) && summary) {
        return { findings, summary };
      }
    } catch {
      // It says nothing of what the output is, which could be anything.
    }
    throw new Error(`\`${this._command}\` printed no report`);
  }
}

module.exports = { CheckovAuroraPg };
