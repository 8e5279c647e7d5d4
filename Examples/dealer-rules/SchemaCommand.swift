import DealerRules

/// `schema`: the JSON Schema of a kind of document (RULES.md U-042).
enum SchemaCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.schema.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: [], switches: ["--json"], positions: ["rules, orders or decisions"])
    guard let schema = DocumentSchema(rawValue: arguments.positional[0]) else {
      let kinds = DocumentSchema.allCases.map(\.rawValue).joined(separator: ", ")
      throw Arguments.UsageError(
        message: "there is a schema of \(kinds), not of `\(arguments.positional[0])`")
    }
    Console.print(String(schema.text.dropLast()))
    Console.note("schema \(schema.rawValue)")
    return .ok
  }
}
