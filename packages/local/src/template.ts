/** The parts of a CloudFormation template that the runtime reads. */
export type Template = {
  Resources: Record<string, TemplateResource>
  Parameters?: Record<string, { Type: string; Default?: unknown }>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Conditions?: Record<string, unknown>
  Outputs?: Record<string, { Value: unknown; Condition?: string }>
}

type TemplateResource = {
  Type: string
  Properties?: Record<string, unknown>
  DependsOn?: string | string[]
  Condition?: string
}
