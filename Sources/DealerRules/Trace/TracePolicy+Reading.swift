extension TracePolicy {
  /// Reads `trace.json`, or throws every finding at once (RULES.md W-012).
  ///
  /// Fields: `trace` (1), `forms` (`form`, `check`, `level`), `codes` (`open` or `declared`),
  /// `clockTolerance` (seconds), `aheadDays`, `whiteSpace` (`out` or `explained`), `period`,
  /// `threshold` (a rate), `minimum`, `mostDealerPeriods`, `trends`, `spikes`, `missingGoods`. What
  /// is left out has its default.
  public static func read(_ source: RuleSource) throws(RuleErrors) -> TracePolicy {
    var reader = RuleReader([source], limits: Limits())
    reader.json.read(source, index: 0, into: &reader.tree, sink: &reader.sink)
    var policy = TracePolicy()
    if var view = reader.object(reader.tree.root) {
      reader.readTracePolicy(&policy, &view)
      reader.finish(view)
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return policy
  }
}

/// Whether codes must be given out to be known.
private enum KnownCodes: String, CaseIterable {
  case open, declared
}

/// What a scan in a place that nobody is granted is.
private enum WhiteSpaceScans: String, CaseIterable {
  case out, explained
}

extension RuleReader {
  /// A form stands once, and its last digit can only check the others where it is one.
  private mutating func checkForm(_ form: CodeForm, _ others: [CodeForm], _ view: FieldView) {
    if others.contains(where: { IdentifierOrder.areEqual($0.form, form.form) }) {
      report(
        .duplicateID, "form \(Diagnostic.quote(form.form)) is stated twice",
        help: "keep one of the two", at: span(of: ["form"], view))
    }
    if form.check == .gs1, form.form.utf8.last != 57 {
      report(
        .conflictingFields, "the form does not end with the digit that `gs1` checks",
        help: "end it with `9`, or leave `check` out", at: span(of: ["check"], view))
    }
  }

  fileprivate mutating func readTracePolicy(_ policy: inout TracePolicy, _ view: inout FieldView) {
    if let version = cell("trace", &view) {
      if version.text != "1" {
        report(
          .unknownVersion, "trace language \(Diagnostic.quote(version.text)) is not known",
          help: "write `\"trace\": 1`", at: version.span)
      }
    } else {
      missing("trace", view)
    }
    if let node = member("forms", &view) {
      for element in list(node) {
        guard var inner = object(element) else { continue }
        if let form = text("form", &inner), !form.isEmpty {
          let made = CodeForm(
            form, check: choice("check", &inner) ?? .none, level: choice("level", &inner))
          checkForm(made, policy.forms, inner)
          policy.forms.append(made)
        } else {
          missing("form", inner)
        }
        finish(inner)
      }
    }
    let codes: KnownCodes? = choice("codes", &view)
    policy.codesAreDeclared = codes == .declared
    policy.clockTolerance = integer("clockTolerance", 0...31_536_000, &view) ?? 300
    policy.ahead = (integer("aheadDays", 0...3650, &view) ?? 7) * 86_400
    let whiteSpace: WhiteSpaceScans? = choice("whiteSpace", &view)
    policy.whiteSpaceExplains = whiteSpace == .explained
    policy.period = choice("period", &view) ?? .month
    if let cell = cell("threshold", &view), let rate = rate(cell) {
      policy.threshold = rate
      if rate < .zero || rate > .one {
        report(
          .numberOutOfRange, "the rate \(Diagnostic.quote(cell.text)) is out of range",
          help: "write a rate from 0 % to 100 %", at: cell.span)
      }
    }
    policy.minimum = integer("minimum", 1...1_000_000_000, &view) ?? 30
    let most = TracePolicy.usualDealerPeriods
    policy.mostDealerPeriods = integer("mostDealerPeriods", 1...most, &view) ?? most
    readTotalRules(&policy, &view)
  }
}
