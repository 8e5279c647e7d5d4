/// Collects findings, at most ``limit`` of them, so that no document can make a report unbounded.
struct DiagnosticSink: Sendable {
  /// How many findings are kept.
  let limit: Int
  /// The kept findings in the order of their report.
  private(set) var diagnostics: [Diagnostic] = []
  /// Findings that came after the limit.
  private(set) var leftOut = 0
  /// Errors reported so far, those left out included.
  private(set) var errorCount = 0

  init(limit: Int = 1_000) { self.limit = max(1, limit) }

  /// Line indexes of the sources that a message had to name a line of.
  private var lines: [Int32: LineIndex] = [:]

  /// Begins anew for the next record of the same sources; where their lines begin stays known, so
  /// that no number of records costs more than one pass.
  mutating func renew() {
    diagnostics.removeAll(keepingCapacity: true)
    (leftOut, errorCount) = (0, 0)
  }

  /// Whether anything reported so far forbids the use of the documents.
  var hasErrors: Bool { errorCount > 0 }

  /// Adds a finding; its texts are formed only when it is kept.
  mutating func report(
    _ code: DiagnosticCode, _ message: @autoclosure () -> String,
    help: @autoclosure () -> String? = nil, severity: Diagnostic.Severity = .error,
    path: @autoclosure () -> String = "", at span: SourceSpan?,
    about subject: @autoclosure () -> Subject? = nil
  ) {
    if severity == .error { errorCount += 1 }
    guard !isFull else {
      leftOut += 1
      return
    }
    var diagnostic = Diagnostic(
      code: code, severity: severity, message: message(), help: help(), path: path(), span: span)
    diagnostic.subject = subject()
    diagnostics.append(diagnostic)
  }

  /// Whether further findings are only counted.
  var isFull: Bool { diagnostics.count >= limit }

  /// Counts an error without forming it; for callers whose texts are costly and who find the sink
  /// full.
  mutating func leaveOut() {
    errorCount += 1
    leftOut += 1
  }

  /// The line of a byte, for messages that name a second place; 0 when no more are kept.
  ///
  /// The index of a source is made once, so that no number of findings costs more than one pass.
  mutating func line(of offset: Int, source: Int32, _ bytes: [UInt8]) -> Int {
    guard !isFull else { return 0 }
    let index = lines[source] ?? LineIndex(bytes)
    lines[source] = index
    return index.place(of: offset).line
  }

  /// Adds a finding that is already formed.
  mutating func report(_ diagnostic: Diagnostic) {
    report(
      diagnostic.code, diagnostic.message, help: diagnostic.help, severity: diagnostic.severity,
      path: diagnostic.path, at: diagnostic.span, about: diagnostic.subject)
  }

  /// Adds everything another sink collected, what it left out included.
  mutating func add(_ other: DiagnosticSink) {
    for diagnostic in other.diagnostics { report(diagnostic) }
    leftOut += other.leftOut
    errorCount += other.errorCount - other.diagnostics.count { $0.severity == .error }
  }

  /// Takes back the last error that a condition holds for, among the few latest.
  mutating func withdraw(_ isMeant: (Diagnostic) -> Bool) {
    guard let index = diagnostics.suffix(16).lastIndex(where: isMeant),
      diagnostics[index].severity == .error
    else { return }
    diagnostics.remove(at: index)
    errorCount -= 1
  }

  /// The findings by source, place and code without repeats; the last says how many are missing.
  /// - Complexity: O(n log n).
  func sorted() -> [Diagnostic] {
    var result: [Diagnostic] = []
    var seen: Set<Diagnostic> = []
    for diagnostic in diagnostics where seen.insert(diagnostic).inserted {
      result.append(diagnostic)
    }
    result.sort { DiagnosticSink.precedes($0, $1) }
    if leftOut > 0 {
      let severity: Diagnostic.Severity = hasErrors ? .error : .warning
      result.append(
        Diagnostic(
          code: .tooManyFindings, severity: severity,
          message: "\(leftOut) more findings were left out",
          help: "correct the findings above and read the documents again"))
    }
    return result
  }

  /// All findings as one error; `nil` when none of them is an error.
  func errors(in sources: [RuleSource]) -> RuleErrors? {
    hasErrors ? RuleErrors(diagnostics: sorted(), sources: sources) : nil
  }

  /// Findings without a place come first; equal places and codes fall back to the text, so that
  /// the order of reports never shows.
  private static func precedes(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    let left = (a.span?.source ?? -1, a.span?.start ?? 0, a.span?.end ?? 0, a.code)
    let right = (b.span?.source ?? -1, b.span?.start ?? 0, b.span?.end ?? 0, b.code)
    if (left.0, left.1) != (right.0, right.1) { return (left.0, left.1) < (right.0, right.1) }
    if left.3 != right.3 { return left.3 < right.3 }
    if left.2 != right.2 { return left.2 < right.2 }
    if a.severity != b.severity { return a.severity == .error }
    return (a.message, a.path, a.help ?? "") < (b.message, b.path, b.help ?? "")
  }
}
