// What one event must have, whatever the others say (RULES.md W-001, W-002).
extension TraceLog {
  /// Whether an event states what its kind needs; what is missing is reported.
  mutating func hasWhatItNeeds(_ event: TraceEvent) -> Bool {
    var missing: [String] = []
    if event.id.isEmpty { missing.append("id") }
    switch event.kind {
    case .pack:
      if event.container == nil { missing.append("container") }
      if event.codes.isEmpty { missing.append("codes") }
    case .unpack:
      if event.container == nil, event.codes.isEmpty { missing.append("codes") }
    case .ship, .transfer:
      if event.to == nil { missing.append("to") }
      if event.codes.isEmpty { missing.append("codes") }
    case .commission, .giveBack, .decommission:
      if event.codes.isEmpty { missing.append("codes") }
    case .void:
      if event.target == nil { missing.append("target") }
    }
    guard let first = missing.first else { return true }
    findings.report(
      .eventShape, .error,
      "event \(Diagnostic.quote(event.id)) of kind `\(event.kind.rawValue)` has no `\(first)`",
      help: "state \(missing.map { "`\($0)`" }.joined(separator: " and "))", at: event.place)
    return false
  }

  /// Takes out of an event what means nothing for its kind, and names it.
  static func dropIdle(_ event: inout TraceEvent) -> [String] {
    var idle: [String] = []
    let kind = event.kind
    func drop<Value>(_ field: String, _ value: inout Value?, unless kinds: TraceKind...) {
      guard value != nil, !kinds.contains(kind) else { return }
      value = nil
      idle.append(field)
    }
    drop("container", &event.container, unless: .pack, .unpack)
    drop("level", &event.level, unless: .commission)
    drop("product", &event.product, unless: .commission)
    drop("from", &event.from, unless: .ship, .transfer, .giveBack)
    drop("to", &event.to, unless: .ship, .transfer, .giveBack)
    drop("approval", &event.approval, unless: .transfer)
    if kind == .void, !event.codes.isEmpty {
      event.codes = []
      idle.append("codes")
    }
    return idle
  }

  /// Reports what means nothing for the kind of an event that counts without it.
  mutating func reportIdle(_ idle: [String], _ event: TraceEvent) {
    guard !idle.isEmpty else { return }
    let fields = idle.map { "`\($0)`" }.joined(separator: " and ")
    findings.report(
      .eventShape, .warning,
      "event \(Diagnostic.quote(event.id)) of kind `\(event.kind.rawValue)` states \(fields), "
        + "which means nothing for it",
      help: "leave it out, or tell what happened in an event of another kind; it counts without",
      at: event.place)
  }

  /// The codes of an event that are well formed; the others are reported, one by one. `nil` where
  /// nothing is left for the event to be about.
  mutating func wellFormed(_ event: TraceEvent) -> [String]? {
    if let container = event.container, let fault = policy.fault(of: container) {
      report(container, fault, "the event does not count", event.place)
      return nil
    }
    var kept: [String] = []
    kept.reserveCapacity(event.codes.count)
    for code in event.codes {
      if let fault = policy.fault(of: code) {
        report(code, fault, "the event counts for its other codes", event.place)
      } else {
        kept.append(code)
      }
    }
    return kept.isEmpty && !event.codes.isEmpty ? nil : kept
  }

  private mutating func report(
    _ code: String, _ fault: String, _ effect: String, _ place: TracePlace
  ) {
    findings.report(
      .badCode, .error, "code \(Diagnostic.quote(code)) \(fault)",
      help: "tell the event with the code as it is printed; \(effect)", at: place)
  }
}
