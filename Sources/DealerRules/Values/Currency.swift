/// A currency of ISO 4217 with the number of decimals its amounts are settled to (RULES.md M-002).
public struct Currency: Hashable, Sendable {
  /// Three upper-case letters in the low 24 bits, the exponent above them.
  let packed: UInt32

  /// Finds a currency by its alphabetic code; `nil` when ISO 4217 lists no such code.
  /// - Complexity: O(1); the table has about 170 codes.
  public init?(_ code: String) {
    let letters = Array(code.utf8)
    guard letters.count == 3, letters.allSatisfy({ (65...90).contains($0) }) else { return nil }
    let key = Currency.key(letters[0], letters[1], letters[2])
    for (exponent, codes) in Currency.table where codes.contains(key) {
      packed = key | UInt32(exponent) << 24
      return
    }
    return nil
  }

  private init(_ a: UInt8, _ b: UInt8, _ c: UInt8, exponent: UInt32) {
    packed = Currency.key(a, b, c) | exponent << 24
  }

  /// A currency that ISO 4217 does not list, for tests and private units of account.
  ///
  /// `nil` unless `code` is three upper-case letters and `exponent` is 0…6.
  public init?(custom code: String, exponent: Int) {
    let letters = Array(code.utf8)
    guard letters.count == 3, letters.allSatisfy({ (65...90).contains($0) }),
      (0...6).contains(exponent)
    else { return nil }
    self.init(letters[0], letters[1], letters[2], exponent: UInt32(exponent))
  }

  /// The currency of a packed form; `nil` where that is none.
  init?(packed: UInt32) {
    let letters = [packed >> 16 & 0xFF, packed >> 8 & 0xFF, packed & 0xFF]
    guard letters.allSatisfy({ (65...90).contains($0) }), packed >> 24 <= 6 else { return nil }
    self.packed = packed
  }

  /// Chinese yuan.
  public static let cny: Currency = Currency(67, 78, 89, exponent: 2)
  /// Euro.
  public static let eur: Currency = Currency(69, 85, 82, exponent: 2)
  /// United States dollar.
  public static let usd: Currency = Currency(85, 83, 68, exponent: 2)

  /// The alphabetic code, `"CNY"`.
  public var code: String {
    let bytes = [packed >> 16, packed >> 8, packed].map { UInt8($0 & 0xFF) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Decimals of a settled amount: 2 for CNY, 0 for JPY, 3 for KWD.
  public var exponent: Int { Int(packed >> 24) }

  /// Every code of the built-in table in alphabetic order, for suggestions in diagnostics.
  public static var allCodes: [String] { names.flatMap { $0.codes }.sorted() }

  private static func key(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt32 {
    UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
  }

  private static let table: [(exponent: Int, codes: Set<UInt32>)] = names.map { entry in
    let keys = entry.codes.map { code in
      code.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    return (entry.exponent, Set(keys))
  }

  /// ISO 4217, list one: active codes with a minor unit, by exponent.
  private static let names: [(exponent: Int, codes: [String])] = [
    (
      0,
      words(
        """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        """)
    ),
    (
      2,
      words(
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP
        BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD
        FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
        KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
        NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
        VES WST XCD XCG YER ZAR ZMW ZWG
        """)
    ),
    (
      3,
      words(
        """
        BHD IQD JOD KWD LYD OMR TND
        """)
    ),
    (
      4,
      words(
        """
        CLF UYW
        """)
    ),
  ]

  private static func words(_ text: String) -> [String] {
    text.split { $0.isWhitespace }.map { String($0) }
  }
}

extension Currency: CustomStringConvertible {
  /// The alphabetic code.
  public var description: String { code }
}
