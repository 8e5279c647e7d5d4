import DealerRules
import TestSupport
import Testing

@Suite("N-008 orders in blocks of bytes") struct OrderStreamTests {
  static func items(
    _ text: String, _ format: OrderReader.Format, _ rules: CompiledRules, block: Int
  ) -> [String] {
    var stream = OrderStream(name: "orders", format: format, rules: rules)
    let bytes = Array(text.utf8)
    var found: [String] = []
    var start = 0
    while true {
      let end = min(start + block, bytes.count)
      stream.read(Array(bytes[start..<end]), isLast: end == bytes.count) { item, source in
        found.append(Self.text(item, in: source))
      }
      if end == bytes.count { return found }
      start = end
    }
  }

  /// An item with the places of its findings.
  static func text(_ item: OrderReader.Item, in source: RuleSource) -> String {
    switch item {
    case .order(let order):
      "\(order.id) \(order.customer) \(order.lines.map { "\($0.number)\($0.product)" })"
    case .problem(let problem):
      "\(problem.order ?? "?") \(Diagnostic.rendered(problem.diagnostics, in: [source]))"
    }
  }

  /// A problem comes with the lines that it is about alone: to tell all of them takes as many bytes
  /// as they have, whatever the block.
  @Test(arguments: [OrderReader.Format.ndjson, .csv])
  func problemsComeWithTheirOwnLines(_ format: OrderReader.Format) throws {
    let rules = try TextProject([:]).rules
    let header = format == .csv ? "order,customer,date,number,product,quantity\n" : ""
    let records = (0..<500).map { number in
      format == .csv ? "\(number),D,2025-03-01,1,A,x\n" : "{\"id\": \"\(number)\"}\n"
    }
    let text = header + records.joined()
    var stream = OrderStream(name: "orders", format: format, rules: rules)
    var told: [String] = []
    stream.read(Array(text.utf8), isLast: true) { item, source in
      guard case .problem(let problem) = item else { return }
      #expect(String(decoding: source.bytes, as: UTF8.self) == records[told.count])
      told.append(Diagnostic.rendered(problem.diagnostics, in: [source]))
    }
    #expect(told.count == 500)
    let before = format == .csv ? 2 : 1
    for (number, text) in told.enumerated() {
      #expect(text.hasPrefix("orders:\(number + before):"), "\(text)")
    }
  }

  @Test func blocksGiveWhatTheWholeFileGives() throws {
    let project = try TextProject([:])
    let rows = """
      order,customer,date,number,product,quantity
      1,D,2025-03-01,1,A,1
      1,D,2025-03-01,2,A,2
      2,"D",2025-03-02,1,A,"1"
      3,D,2025-03-03,1,A,1
      3,D,2025-03-03,2,A,x
      3,D,2025-03-03,3,A,1
      1,D,2025-03-04,1,A,1
      4,D,2025-03-01,1,A,1
      """
    let lines = [
      TextProject.order("1", [#""product":"A","quantity":"1""#]), "{\"id\":\"2\"}", "",
      TextProject.order("1", [#""product":"A","quantity":"1""#]),
      TextProject.order("3", [#""product":"A","quantity":"1""#]),
    ].joined(separator: "\n")
    let returns = rows.split(separator: "\n").joined(separator: "\r")
    for (text, format) in [
      (rows, OrderReader.Format.csv), (returns, .csv),
      (returns.replacing("\r", with: "\r\n"), .csv),
      (lines, .ndjson),
    ] {
      let source = RuleSource(name: "orders", text: text)
      let whole = project.read(text, format).map { Self.text($0, in: source) }
      #expect(whole.count == (format == .csv ? 5 : 4))
      for block in [1, 2, 7, 20, 45, 60, 100, 1000] {
        #expect(
          Self.items(text, format, project.rules, block: block) == whole, "\(format) \(block)")
      }
    }
  }

  /// What is wrong with the header stands in it once, however many blocks follow.
  @Test func headersAreToldOnce() throws {
    let project = try TextProject([:])
    let rows = (1...40).map { "\($0),D,2025-03-01,1,A,1,x" }.joined(separator: "\n")
    let headers = [
      ("order,customer,date,number,product,quantity,line.colour", 0, 40),
      ("order,customer,date,number,product,quantity,colour", 1, 0),
      ("order,customer,date,number,thing,quantity,colour", 1, 0), ("a;b", 1, 0),
    ]
    for (header, problems, orders) in headers {
      for block in [1, 33, 100, 100_000] {
        let items = Self.items("\(header)\n\(rows)", .csv, project.rules, block: block)
        let told = items.filter { $0.hasPrefix("? orders:1:") }
        #expect(told.count == problems && items.count == problems + orders, "\(header) \(block)")
      }
    }
    #expect(Self.items("", .csv, project.rules, block: 10).count == 1)
    #expect(Self.items("", .ndjson, project.rules, block: 10).isEmpty)
  }

  /// A byte that is not UTF-8 spoils its own order, in a table as in NDJSON.
  @Test func badBytesSpoilOneOrder() throws {
    let project = try TextProject([:])
    let rows = (1...9).map { "\($0),D,2025-03-01,1,A,1" }
    for damaged in [2, 9] {
      var bytes = Array("order,customer,date,number,product,quantity\n".utf8)
      for (index, row) in rows.enumerated() {
        bytes += Array(row.utf8) + (index + 1 == damaged ? [0xFF, 10] : [10])
      }
      for block in [1, 50, 1000] {
        var stream = OrderStream(name: "orders", format: .csv, rules: project.rules)
        var read: [String] = []
        var findings: [String] = []
        for start in stride(from: 0, to: bytes.count, by: block) {
          let end = min(start + block, bytes.count)
          stream.read(Array(bytes[start..<end]), isLast: end == bytes.count) { item, source in
            switch item {
            case .order(let order): read.append(order.id)
            case .problem(let problem):
              findings.append(Diagnostic.rendered(problem.diagnostics, in: [source]))
            }
          }
        }
        #expect(read == (1...9).filter { $0 != damaged }.map { "\($0)" })
        #expect(findings.count == 1)
        #expect(findings.first?.hasPrefix("orders:\(damaged + 1):21: error: byte 0xFF") == true)
      }
    }
  }
}
