import TestSupport
import Testing

@testable import DealerRules

@Suite("N-008 records that are too long") struct LongRecordTests {
  /// What is read of a text in blocks: ids of orders, and of problems their id, first line and
  /// last message.
  private static func items(
    _ text: String, _ format: OrderReader.Format, _ rules: CompiledRules, block: Int
  ) -> [String] {
    var stream = OrderStream(
      name: "o", format: format, rules: rules, defaultDate: CivilDate(year: 2025, month: 3, day: 1),
      recordBytes: 120)
    let bytes = Array(text.utf8)
    var found: [String] = []
    for start in stride(from: 0, to: max(bytes.count, 1), by: block) {
      let end = min(start + block, bytes.count)
      stream.read(Array(bytes[start..<end]), isLast: end == bytes.count) { item, source in
        switch item {
        case .order(let order): found.append("\(order.id)×\(order.lines.count)")
        case .problem(let problem):
          let text = Diagnostic.rendered(problem.diagnostics.suffix(1), in: [source])
          let words = text.prefix { $0 != "\n" }
          found.append("\(problem.order ?? "?"): \(words)")
        }
      }
    }
    return found
  }

  private static func expect(
    _ text: String, _ format: OrderReader.Format, _ items: [String],
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let rules = try TextProject([:]).rules
    for block in Array(1...40) + [97, 200, 1000, 100_000] {
      let found = Self.items(text, format, rules, block: block)
      #expect(found == items, "blocks of \(block)", sourceLocation: place)
      if found != items { return }
    }
  }

  private static let header = "order,customer,number,product,quantity,line.text\n"
  private static let long = String(repeating: "x", count: 200)
  private static let beside =
    "error: a row beside this order is too long to tell whether it is its own [E004]"
  private static let tooLong = "error: a record has more than 120 bytes [E004]"

  /// A quote that is never closed takes the rest of the file with it; nothing of that is priced.
  @Test func openQuotesTakeWhatFollows() throws {
    let after = (10...20).map { "\($0),D,1,A,1,x\n" }.joined()
    try Self.expect(
      Self.header + "1,D,1,A,1,x\n2,D,1,A,1,x\n2,D,2,A,1,\"x\n" + after, .csv,
      ["1×1", "2: o:3:1: \(Self.beside)", "?: o:4:1: \(Self.tooLong)"])
  }

  /// A long row may be one of the order before it and of the one behind it.
  @Test func longRowsSpoilBothSides() throws {
    for end in ["\n", "\r\n", "\r"] {
      let text =
        Self.header + "1,D,1,A,1,x\n2,D,1,A,1,x\n2,D,2,A,1,\"\(Self.long)\n\"\n3,D,1,A,1,x\n"
        + "3,D,2,A,1,x\n4,D,1,A,z,x\n5,D,1,A,1,x"
      try Self.expect(
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end), .csv,
        [
          "1×1", "2: o:3:1: \(Self.beside)", "?: o:4:1: \(Self.tooLong)",
          "3: o:6:1: \(Self.beside)",
          "4: o:8:9: error: `z` is not a number [E403]", "5×1",
        ])
    }
  }

  @Test func longHeadersCloseTheTable() throws {
    try Self.expect(
      "order,customer,number,product,quantity,line.\(Self.long)\n1,D,1,A,1,x\n", .csv,
      ["?: o:1:1: \(Self.tooLong)"])
  }

  /// Rows of one order beyond the bound are one problem, and the next order is read.
  @Test func ordersOfTooManyRows() throws {
    let rows = (1...30).map { "1,D,\($0),A,1,x\n" }.joined()
    try Self.expect(
      Self.header + rows + "2,D,1,A,1,x\n", .csv,
      ["1: o:2:1: error: the rows of one order have more than 120 bytes [E004]", "2×1"])
  }

  /// A line of NDJSON that is too long spoils nothing but itself, blank or not.
  @Test func longLines() throws {
    func order(_ id: String, _ more: String = "") -> String {
      #"{"id":"\#(id)","customer":"D","lines":[{"number":1,"product":"A","quantity":"1"}]}\#(more)"#
        + "\n"
    }
    let blank = String(repeating: " ", count: 200)
    try Self.expect(
      order("1") + order("2", blank + "x") + order("3") + blank + "\n" + order("4"), .ndjson,
      ["1×1", "?: o:2:1: \(Self.tooLong)", "3×1", "?: o:4:1: \(Self.tooLong)", "4×1"])
  }
}
