/// How the codes of a trace are written (RULES.md W-001).
public struct CodeForm: Hashable, Sendable {
  /// The check digit of a form.
  public enum Check: String, Hashable, Sendable, CaseIterable {
    /// The last digit is no check digit.
    case none
    /// The last digit makes the sum of all digits, from the right times 1, 3, 1, 3 …, a multiple
    /// of ten, as in GTIN and SSCC.
    case gs1
  }

  /// `9` stands for a digit, `A` for a capital letter, anything else for itself.
  public var form: String
  /// Whether the last digit checks the others.
  public var check: Check
  /// The level of codes of this form, or `nil`.
  public var level: TraceLevel?

  /// Creates a form.
  public init(_ form: String, check: Check = .none, level: TraceLevel? = nil) {
    self.form = form
    self.check = check
    self.level = level
  }

  /// Whether a code is of this form, its check digit included.
  func holds(_ code: String) -> Bool {
    guard code.utf8.count == form.utf8.count,
      zip(code.utf8, form.utf8).allSatisfy({ byte, kind in
        switch kind {
        case 57: (48...57).contains(byte)
        case 65: (65...90).contains(byte)
        default: byte == kind
        }
      })
    else { return false }
    return check == .none || CodeForm.sum(code) % 10 == 0
  }

  private static func sum(_ code: String) -> Int {
    var total = 0
    var isOdd = true
    for byte in code.utf8.reversed() where (48...57).contains(byte) {
      total += Int(byte - 48) * (isOdd ? 1 : 3)
      isOdd.toggle()
    }
    return total
  }
}
