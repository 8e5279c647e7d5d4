import TestSupport
import Testing

@testable import DealerRules

@Suite("N-008 records that are too long") struct LongRecordTests {
  /// What is read of a text in blocks: ids of orders, and of problems their id, first line and
  /// last message.
  private static func items(
    _ text: String, _ format: OrderReader.Format, _ rules: CompiledRules, block: Int,
    bound: Int = 120
  ) -> [String] {
    var stream = OrderStream(
      name: "o", format: format, rules: rules, defaultDate: CivilDate(year: 2025, month: 3, day: 1),
      recordBytes: bound)
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

  /// A quote that is never closed takes its own row alone; every other order is read
  /// (RULES.md N-002).
  @Test func openQuotesTakeTheirRowAlone() throws {
    let after = (10...20).map { "\($0),D,1,A,1,x\n" }.joined()
    for end in ["\n", "\r\n", "\r"] {
      for tail in ["", "21,D,1,A,1,\"y\n", "21,D,1,A,1,\"y\nz\"\n", "21,D,1,A,1,\"y\"\"\n22"] {
        let text =
          Self.header + "1,D,1,A,1,x\n2,D,1,A,1,x\n2,D,2,A,1,\"x\n" + after + tail
        let open = "error: quoted field has no closing quote [E206]"
        let last =
          switch tail {
          case "": [String]()
          case "21,D,1,A,1,\"y\nz\"\n": ["21×1"]
          case "21,D,1,A,1,\"y\n": ["21: o:16:12: \(open)"]
          default:
            [
              "21: o:16:12: \(open)",
              "22: o:17:1: error: row has 1 field, the header has 6 [E209]",
            ]
          }
        try Self.expect(
          text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end),
          .csv, ["1×1", "2: o:4:11: \(open)"] + (10...20).map { "\($0)×1" } + last)
      }
    }
  }

  /// A row whose first field is damaged may be a line of the order before it or behind it.
  @Test func damagedIdsSpoilBothSides() throws {
    let damage = [
      ("\"2,D,2,A,1,x\n", "4:1: error: quoted field has no closing quote [E206]"),
      ("2\",D,2,A,1,x\n", "4:2: error: quote inside a field that does not begin with one [E208]"),
      ("\"2\"y,D,2,A,1,x\n", "4:4: error: text `y` follows a closing quote [E207]"),
    ]
    for (row, told) in damage {
      try Self.expect(
        Self.header + "1,D,1,A,1,x\n2,D,1,A,1,x\n" + row + "3,D,1,A,1,x\n4,D,1,A,1,x\n", .csv,
        ["1×1", "2: o:\(told)", "3: o:\(told)", "4×1"])
    }
    // Fields too many or too few spoil their own order alone.
    try Self.expect(
      Self.header + "1,D,1,A,1,x\n2,D,1,A,1,x\n2,D,2,A,1\n3,D,1,A,1,x\n", .csv,
      ["1×1", "2: o:4:1: error: row has 5 fields, the header has 6 [E209]", "3×1"])
  }

  /// Nobody knows whose line a row is that names no order, or none that can be an id, wherever that
  /// column stands.
  @Test func rowsOfNoOrderSpoilBothSides() throws {
    let missing = "error: the field `order` is missing [E302]"
    let bad = "error: `␁` cannot be an id [E416]"
    for (id, told) in [("", missing), ("\u{1}", bad)] {
      try Self.expect(
        Self.header + "1,D,1,A,1,x\n2,D,1,A,1,x\n\(id),D,2,A,1,x\n3,D,1,A,1,x\n4,D,1,A,1,x\n",
        .csv, ["1×1", "2: o:4:1: \(told)", "3: o:4:1: \(told)", "4×1"])
      try Self.expect(
        "customer,order,number,product,quantity\n"
          + "D,1,1,A,1\nD,2,1,A,1\nD,\(id),2,A,1\nD,3,1,A,1\nD,4,1,A,1\n", .csv,
        [
          "1×1", "2: o:4:\(id.isEmpty ? 1 : 3): \(told)", "3: o:4:\(id.isEmpty ? 1 : 3): \(told)",
          "4×1",
        ])
    }
    // At the begin, several of them, and at the end.
    try Self.expect(
      Self.header + ",D,1,A,1,x\n1,D,1,A,1,x\n,D,2,A,1,x\n,D,3,A,1,x\n2,D,1,A,1,x\n3,D,1,A,1,x\n"
        + "4,D,1,A,1,x\n,D,2,A,1,x\n", .csv,
      [
        "?: o:2:1: \(missing)", "1: o:5:1: \(missing)", "2: o:5:1: \(missing)", "3×1",
        "4: o:9:1: \(missing)",
      ])
    // A row that is damaged behind its order's name parts the others from it.
    try Self.expect(
      Self.header + "1,D,1,A,1,x\n,D,2,A,1,x\n1,D,3,A,1\n2,D,1,A,1,x\n", .csv,
      ["1: o:4:1: error: row has 5 fields, the header has 6 [E209]", "2×1"])
  }

  /// Of a table with an unknown column no order is read: what it says would be lost to all.
  @Test func unknownColumnsCloseTheTable() throws {
    for (name, help) in [
      ("shipto", "did you mean `shipTo`?"), ("pric", "did you mean `price`?"),
      ("chain", "state it in NDJSON: a table has no lists and maps"),
      ("lots", "state it in NDJSON: a table has no lists and maps"),
      ("at", "name it `date`, which may be an instant"),
      ("memo", "name attributes `order.NAME` or `line.NAME`"),
    ] {
      let text = "order,customer,number,product,quantity,\(name)\n1,D,1,A,1,x\n2,D,1,A,1,\n"
      try Self.expect(
        text, .csv, ["?: o:1:40: error: unknown column `\(name)` [E313]"])
      var reader = OrderReader(
        RuleSource(name: "o", text: text), format: .csv, zone: .utc, currency: .cny,
        defaultDate: CivilDate("2025-03-01"))
      guard case .problem(let problem) = reader.next() else {
        Issue.record("\(name) is read")
        return
      }
      #expect(problem.isOfTable && problem.diagnostics.map(\.help) == [help])
      #expect(reader.next() == nil)
    }
  }

  /// How far the closing quote of a field of several lines may lie behind its opening one.
  @Test func fieldsOfSeveralLinesHaveABound() throws {
    let rules = try TextProject([:]).rules
    for (bytes, isOne) in [(65_535, true), (65_536, true), (65_537, false), (70_000, false)] {
      let text =
        Self.header + "1,D,1,A,1,\"x\n" + String(repeating: "y", count: bytes - 2) + "\"\n"
        + "2,D,1,A,1,x\n3,D,1,A,1,x\n"
      for block in [4_096, 100_000] {
        var stream = OrderStream(
          name: "o", format: .csv, rules: rules, defaultDate: CivilDate("2025-03-01"),
          recordBytes: 1 << 20)
        var found: [String] = []
        let all = Array(text.utf8)
        for start in stride(from: 0, to: all.count, by: block) {
          let end = min(start + block, all.count)
          stream.read(Array(all[start..<end]), isLast: end == all.count) { item, _ in
            switch item {
            case .order(let order): found.append(order.id)
            case .problem(let problem):
              found += problem.diagnostics.map { $0.code.rawValue }
            }
          }
        }
        #expect(found.first == (isOne ? "1" : "E206"), "\(bytes) \(found)")
        // A row that names no order spoils the one behind it.
        #expect(found.last == "3" && isOne == found.contains("2"), "\(bytes) \(found)")
      }
    }
  }

  /// Wherever quotes, commas and line ends stand, blocks change nothing.
  @Test func randomQuotesGiveTheSameInBlocks() throws {
    let rules = try TextProject([:]).rules
    let quotes = ["\"", "\"", ",", "\n", "\r", "\r\n", "a", "\"b\"", "1,D,1,A,1,x\n"]
    let nameless = ["\n,D,1,A,1,x\n", "\n\u{1},D,1,A,1,x\n"]
    var kinds: Set<Int> = []
    for seed in 0..<600 {
      // Rows of no order, which stay beside their neighbours, in half of the tables.
      let (parts, bound) = seed < 300 ? (quotes, 120) : (quotes + nameless, 100_000)
      var random = SplitMix64(seed: UInt64(seed))
      var text = Self.header
      for number in 0..<(5 + random.below(60)) {
        text += parts[random.below(parts.count)]
        if random.below(8) == 0 { text += "\n\(number + 10),D,1,A,1,x\n" }
      }
      let whole = Self.items(text, .csv, rules, block: 1_000_000, bound: bound)
      for block in [1, 2, 3, 7, 50, 131] {
        let found = Self.items(text, .csv, rules, block: block, bound: bound)
        #expect(found == whole, "seed \(seed), blocks of \(block)")
      }
      kinds.insert(whole.count)
    }
    #expect(kinds.count > 5)
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
