import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';

export interface CheckovAuroraPgOptions {
  /** The command, by its name or path. Default: `checkov-aurora-pg`. */
  readonly command?: string;
  /** What an undetermined verdict does to the synth. Default: `pass`. */
  readonly undetermined?: 'pass' | 'fail';
  /** How long the command may take, in seconds. Default: 300. */
  readonly timeoutSeconds?: number;
}

/** Judges the Aurora PostgreSQL of an app with the command `checkov-aurora-pg`. */
export declare class CheckovAuroraPg implements IPolicyValidationPlugin {
  readonly name: string;
  readonly version: string;
  readonly ruleIds: string[];
  constructor(options?: CheckovAuroraPgOptions);
  /**
   * Judges the templates. Where the command is missing, takes too long, refuses its configuration or
   * prints no report, that is a violation of policy 0, which stops the synth.
   */
  validate(context: IPolicyValidationContext): PolicyValidationPluginReport;
}
