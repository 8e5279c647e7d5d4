/// One finding about a document.
///
/// `code` is API; `message` and `help` may change in any release.
public struct Diagnostic: Error, Hashable, Sendable {
  /// How much a finding weighs.
  public enum Severity: String, Hashable, Sendable {
    /// The document cannot be used.
    case error
    /// The document can be used, but probably does not say what was meant.
    case warning
  }

  /// What kind of finding this is; stable across releases.
  public var code: DiagnosticCode
  /// Whether the document can be used in spite of the finding.
  public var severity: Severity
  /// One sentence without a full stop, the author's text in backticks.
  public var message: String
  /// What to write instead.
  public var help: String?
  /// Where the value stands in its document, as a JSON pointer; empty for the whole document.
  public var path: String
  /// The bytes the finding is about; `nil` when it is about no single place.
  public var span: SourceSpan?
  /// What a finding of the compile is about inside its span, until it is pinpointed.
  var subject: Subject?

  /// Creates a finding.
  public init(
    code: DiagnosticCode, severity: Severity = .error, message: String, help: String? = nil,
    path: String = "", span: SourceSpan? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.help = help
    self.path = path
    self.span = span
  }

  /// An author's text in backticks: one line, at most 40 scalars, no invisible characters.
  static func quote(_ text: some StringProtocol) -> String {
    var result = "`"
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < 40 else {
        result += "…"
        break
      }
      result.unicodeScalars.append(scalar == "`" ? "'" : TextWidth.visible(scalar))
      count += 1
    }
    return result + "`"
  }

  /// ``quote(_:)`` of UTF-8 bytes.
  static func quote(_ bytes: ArraySlice<UInt8>) -> String {
    // A scalar has at most four bytes, so a longer prefix could not be shown anyway.
    quote(String(decoding: bytes.prefix(164), as: UTF8.self))
  }
}
