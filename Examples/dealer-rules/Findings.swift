import DealerRules

/// Findings of a command: for people on standard error, as JSON on standard output.
enum Findings {
  /// Writes findings, and nothing where there are none.
  static func write(
    _ findings: [Diagnostic], _ sources: [RuleSource], _ isJSON: Bool,
    _ language: Language = .english
  ) {
    guard !findings.isEmpty else { return }
    guard isJSON else {
      Console.note(Diagnostic.rendered(findings, in: sources, language: language))
      return
    }
    var places = DiagnosticPlaces(sources)
    for finding in findings { Console.print(json(finding, sources, &places)) }
  }

  /// Writes findings of `check`, each with an order that shows it where there is one.
  static func write(
    _ findings: [(Diagnostic, String?)], _ sources: [RuleSource], _ isJSON: Bool,
    _ language: Language
  ) {
    var places = DiagnosticPlaces(sources)
    for (finding, witness) in findings {
      guard isJSON else {
        Console.note(places.rendered(finding, language: language))
        let order = language == .chinese ? "订单" : "order"
        if let witness { Console.note("  = \(order): \(witness)") }
        continue
      }
      let text = json(finding, sources, &places)
      Console.print(witness.map { "\(text.dropLast()),\"witness\":\($0)}" } ?? text)
    }
  }

  /// Writes findings that end a command, and their count; beside records, which standard output is
  /// for, that stands with the findings.
  static func end(
    _ errors: RuleErrors, _ isJSON: Bool, _ language: Language = .english,
    besideRecords: Bool = false
  ) {
    write(errors.diagnostics, errors.sources, isJSON, language)
    let count = errors.diagnostics.count { $0.severity == .error }
    let warnings = errors.diagnostics.count - count
    guard !besideRecords else { return Console.note("errors \(count) warnings \(warnings)") }
    Console.end([("errors", count), ("warnings", warnings)], isJSON)
  }

  private static func json(
    _ finding: Diagnostic, _ sources: [RuleSource], _ places: inout DiagnosticPlaces
  ) -> String {
    var fields: [(String, String)] = [
      ("code", Console.quoted(finding.code.rawValue)),
      ("severity", Console.quoted(finding.severity.rawValue)),
      ("message", Console.quoted(finding.message)),
      ("help", finding.help.map { Console.quoted($0) } ?? "null"),
    ]
    if let span = finding.span, let place = places.lineAndColumn(of: finding) {
      fields += [
        ("file", Console.quoted(sources[Int(span.source)].name)), ("line", "\(place.line)"),
        ("column", "\(place.column)"),
      ]
    } else {
      fields += [("file", "null"), ("line", "null"), ("column", "null")]
    }
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}
