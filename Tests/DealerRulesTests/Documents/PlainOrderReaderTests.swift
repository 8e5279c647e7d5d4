import TestSupport
import Testing

@testable import DealerRules

@Suite("N-005 orders that are written plainly") struct PlainOrderReaderTests {
  /// Orders with every field that is read plainly.
  static let plain = [
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":[]}"#,
    #" { "id" : "1" , "customer" : "D" , "at" : "2025-03-01T08:00:00+08:00" , "lines" : [ ] } "#,
    #"{"id":"1","customer":"D","date":"2025-03-01T08:00:00Z","lines":[],"channel":null}"#,
    """
    {"id":"订单-1","customer":"D","date":"2025-03-01","requested":"2025-03-02",\
    "shipped":"2025-03-03","currency":"EUR","channel":"web","shipTo":"CN-31",\
    "postalCode":"200000","endRegion":"CN-32","pickupAt":"CN-33","billTo":"E",\
    "shipToCustomer":"F","seller":"王","coupons":["A","B"],\
    "attributes":{"a":1.5,"b":"x","c":true,"d":false,"e":"2025-03-04","f":"2025-03"},\
    "lines":[{"number":10,"product":"A","quantity":"4.5","unit":"case","project":"P"},\
    {"number":"20","product":"B","quantity":22,"project":" ","percentOff":"12.5%","who":"w",\
    "why":"y","quoted":-3.25,"attributes":{"g":"h"}},\
    {"number":-30,"product":"C","quantity":0,"price":"1.234567"},\
    {"number":40,"product":"C","quantity":"007","amountOff":100}],\
    "facts":{"totals":{"q3":"18987.00","racks":-1},"stock":{"A":12.5},\
    "lastOrder":"2025-01-01","ordersBefore":3}}
    """,
  ]

  /// Orders, some with faults, that are left to the reader that knows every field.
  static let others = [
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":[],"id":"2"}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":[],"fulfilment":"pickup"}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","at":"2025-03-01T08:00:00Z","lines":[]}"#,
    #"{"id":"\u0031","customer":"D","date":"2025-03-01","lines":[]}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":[],}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":[]}}"#,
    #"{"id":"1","customer":"D","date":"2025-02-30","lines":[]}"#,
    #"{"id":" ","customer":"D","date":"2025-03-01","lines":[]}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":[{"number":1,"product":"A"}]}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","attributes":{"a":1,"a":2},"lines":[]}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","attributes":{"a":" "},"lines":[]}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","attributes":{"a":1.1234567},"lines":[]}"#,
    #"{"id":"1","customer":"","date":"2025-03-01","lines":[]}"#,
    #"{"id":"1","customer":"D","lines":[]}"#,
    #"{"id":"1","customer":"D","date":"2025-03-01","lines":null}"#,
    #"[{"id":"1","customer":"D","date":"2025-03-01","lines":[]}]"#,
  ]

  /// A line with one field of its own instead of a quantity of 1.
  static func line(_ fields: String) -> String {
    let line = #"{"number":1,"product":"A",\#(fields)}"#
    return #"{"id":"1","customer":"D","date":"2025-03-01","lines":[\#(line)]}"#
  }

  static let numbers = [
    "4", "4.000", "4.0000", "-4", "+4", "04", "0.5", ".5", "4.", "1e3", "4 ", "1,000",
    "12345678901",
    "123456789012345678", "",
  ]

  static func read(_ text: [UInt8], plainly: Bool, _ date: CivilDate?) -> [String] {
    var reader = OrderReader(
      RuleSource(name: "orders", bytes: text), format: .ndjson, zone: .utc, currency: .cny,
      defaultDate: date)
    reader.readsPlainly = plainly
    var items: [String] = []
    while let item = reader.next() {
      switch item {
      case .order(let order): items.append("\(order.canonicalHash()) \(order)")
      case .problem(let problem): items.append("\(problem)")
      }
    }
    return items
  }

  static func isPlain(_ text: [UInt8], _ date: CivilDate? = nil) -> Bool {
    var reader = PlainOrderReader(defaultDate: date)
    return reader.order(text, text.indices) != nil
  }

  /// Both readers make the same of a text.
  static func compare(_ text: [UInt8], _ date: CivilDate? = nil) {
    let (plain, whole) = (read(text, plainly: true, date), read(text, plainly: false, date))
    #expect(plain == whole, "\(String(decoding: text, as: UTF8.self))")
  }

  @Test func bothReadersReadTheSame() {
    for text in Self.plain {
      #expect(Self.isPlain(Array(text.utf8)), "\(text)")
      Self.compare(Array(text.utf8))
    }
    for text in Self.others {
      #expect(!Self.isPlain(Array(text.utf8)), "\(text)")
      Self.compare(Array(text.utf8))
      Self.compare(Array(text.utf8), .epoch)
    }
    let all = (Self.plain + Self.others).joined(separator: "\n")
    Self.compare(Array(all.utf8))
  }

  @Test func numbersAreTheSame() {
    for number in Self.numbers {
      for field in [#""quantity":\#(number)"#, #""quantity":"\#(number)""#] {
        Self.compare(Array(Self.line(field).utf8))
      }
      Self.compare(Array(Self.line(#""quantity":1,"quoted":\#(number)"#).utf8))
      Self.compare(Array(Self.line(#""quantity":1,"number":\#(number)"#).utf8))
    }
  }

  /// Whatever happens to the bytes of an order: most damages leave it to the other reader.
  @Test func damagedOrdersAreReadTheSame() {
    var random = SplitMix64(seed: 20_251_123)
    let pieces = [
      "\"", ",", "{", "}", ":", "0", "null", "\\u0041", "é", "\u{3000}", " ", "\t", "\r",
    ]
    var (plain, others) = (0, 0)
    for round in 0..<4000 {
      var text = Array(Self.plain[round % Self.plain.count].utf8)
      for _ in 0...random.below(2) {
        let place = random.below(text.count)
        switch random.below(5) {
        case 0: text.remove(at: place)
        case 1: text[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: text.insert(contentsOf: pieces[random.below(pieces.count)].utf8, at: place)
        case 3: text.insert(text[random.below(text.count)], at: place)
        default: text.swapAt(place, random.below(text.count))
        }
      }
      if Self.isPlain(text, .epoch) { plain += 1 } else { others += 1 }
      Self.compare(text, random.below(2) == 0 ? nil : .epoch)
    }
    #expect(plain > 150 && others > 1500, "\(plain) \(others)")
  }
}
