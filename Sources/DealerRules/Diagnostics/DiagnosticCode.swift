/// The stable name of a kind of finding: `E` and three digits.
///
/// Numbers are never reused. The first digit names the area: 0 bytes, 1 JSON syntax, 2 CSV syntax,
/// 3 shape, 4 values, 5 references, 6 price rows, 7 offers and agreements, 8 limits, 9 orders,
/// events and scans.
public struct DiagnosticCode: RawRepresentable, Hashable, Sendable {
  /// `"E101"`.
  public let rawValue: String

  /// Creates a code from its text, which need not be in the table.
  public init(rawValue: String) { self.rawValue = rawValue }

  init(_ rawValue: String) { self.rawValue = rawValue }
}

extension DiagnosticCode {
  /// One row of the table of codes.
  public struct Entry: Hashable, Sendable {
    /// The code.
    public let code: DiagnosticCode
    /// A short English title.
    public let title: String
    /// A short title in simplified Chinese.
    public let chineseTitle: String

    init(_ code: DiagnosticCode, _ title: String, _ chineseTitle: String) {
      self.code = code
      self.title = title
      self.chineseTitle = chineseTitle
    }
  }

  /// Every code that the library reports, by area and number.
  public static var all: [Entry] {
    let documents = byteEntries + jsonEntries + csvEntries + shapeEntries + valueEntries
    let rules =
      referenceEntries + priceEntries + offerEntries + agreementEntries + creditEntries
      + analysisEntries + limitEntries + orderEntries + traceEntries
    return documents + rules
  }

  /// The table row of this code; `nil` for a code of a later release.
  /// - Complexity: O(codes).
  public var entry: Entry? { DiagnosticCode.all.first { $0.code == self } }
}

extension DiagnosticCode: Comparable {
  /// Orders by number.
  public static func < (lhs: DiagnosticCode, rhs: DiagnosticCode) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}

extension DiagnosticCode: CustomStringConvertible {
  /// The code itself.
  public var description: String { rawValue }
}
