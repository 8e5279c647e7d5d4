/// Something that is wrong with an event or a scan; nothing is ever left out without one
/// (RULES.md W-011).
public struct TraceFinding: Hashable, Sendable {
  /// What kind of finding this is.
  public var code: DiagnosticCode
  /// An error where the event, or a part of it, or the scan does not count.
  public var severity: Diagnostic.Severity
  /// One sentence without a full stop.
  public var message: String
  /// What to do about it.
  public var help: String?
  /// Where it stands.
  public var place: TracePlace
  /// The document that it stands in where that is no file of events or scans.
  public var document: String?

  /// Creates a finding.
  public init(
    _ code: DiagnosticCode, _ severity: Diagnostic.Severity, _ message: String,
    help: String? = nil, at place: TracePlace, document: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.help = help
    self.place = place
    self.document = document
  }

  /// `events.csv:12:1: error: … [E921]` and the help below it; in Chinese the title of the code
  /// stands before the message; texts and numbers that it names stay as they are written.
  public func rendered(files: [String], language: Language = .english) -> String {
    var text = ""
    let isOfFile = place.file >= 0 && Int(place.file) < files.count
    if let name = document ?? (isOfFile ? files[Int(place.file)] : nil) {
      text = "\(name):\(place.line):\(place.column): "
    }
    let kind = language.say(severity.rawValue, severity == .error ? "错误" : "警告")
    let title = language == .chinese ? code.entry.map { $0.chineseTitle + "：" } ?? "" : ""
    let isChinese = language == .chinese
    let said = isChinese ? ChineseSentences.message(message, code) ?? message : message
    text += "\(kind): \(title)\(said) [\(code.rawValue)]"
    guard let help else { return text }
    let advice = isChinese ? ChineseSentences.help(help) ?? help : help
    return "\(text)\n  = \(language.say("help", "建议")): \(advice)"
  }

  /// By place, then code, then text, so that the order of reports never shows.
  static func precedes(_ a: TraceFinding, _ b: TraceFinding) -> Bool {
    let left = (a.place.file, a.place.line, a.place.column, a.code.rawValue, a.message)
    let right = (b.place.file, b.place.line, b.place.column, b.code.rawValue, b.message)
    return left < right
  }
}

/// Findings of events and scans, at most ``limit`` of them.
struct TraceFindings: Sendable {
  /// Findings kept of a file (RULES.md W-011).
  static let usualLimit = 1000

  let limit: Int
  private(set) var kept: [TraceFinding] = []
  /// Errors and warnings so far, those not kept included.
  private(set) var errors = 0
  private(set) var warnings = 0

  init(limit: Int = TraceFindings.usualLimit) { self.limit = limit }

  /// Adds a finding; its texts are formed only when it is kept.
  mutating func report(
    _ code: DiagnosticCode, _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String,
    help: @autoclosure () -> String? = nil, at place: TracePlace, document: String? = nil
  ) {
    if severity == .error { errors += 1 } else { warnings += 1 }
    guard kept.count < limit else { return }
    kept.append(
      TraceFinding(code, severity, message(), help: help(), at: place, document: document))
  }

  /// Counts errors that nobody formed.
  mutating func leaveOut(errors: Int) { self.errors += errors }
}
