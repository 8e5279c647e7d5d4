import DealerRules
import Foundation
import TestSupport
import Testing

/// `price` reads, prices and writes in blocks; what it writes is what one batch gives (N-008).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct PriceStreamTests {
  /// A budget that ends in the middle of the file.
  static let members = [
    "phases": #"[{"id":"p"}]"#,
    "offers": """
    [{"id":"o","phase":"p","percentOff":"10%","limits":{"budget":"300"}}]
    """,
  ]

  /// Orders of several blocks, some of which cannot be read and one of which stands twice.
  static let orders: [String] = (1...700).map { number in
    guard number % 97 != 0 else { return #"{"id":"bad\#(number)"}"# }
    let line = #""product":"\#(number % 50 == 0 ? "B" : "A")","quantity":"\#(number % 7)""#
    // Text that makes a block of few orders.
    let note = #","attributes":{"note":"\#(String(repeating: "x", count: 4000))"}"#
    return TextProject.order("\(number == 600 ? 5 : number)", [line], note)
  }

  /// What the library makes of the whole file in one batch.
  static func expected(_ project: TextProject) async throws -> (records: [String], errors: Int) {
    let source = RuleSource(name: "orders.ndjson", text: orders.joined(separator: "\n"))
    var reader = OrderReader(source, format: .ndjson, rules: project.rules)
    var batch = OrderBatch()
    var read: [Order] = []
    var places: [(Int, String)] = []
    while let item = reader.next() {
      switch item {
      case .order(let order):
        read.append(order)
        batch.append(order, project.rules)
      case .problem(let problem): places.append((read.count, problem.order ?? ""))
      }
    }
    let result = await project.rules.price(batch, detail: .steps, workers: 1)
    var writer = DecisionRecordWriter(project.rules, rulesHash: project.rules.rulesHash())
    var records: [String] = []
    for index in 0...read.count {
      for place in places where place.0 == index {
        records.append(
          #"{"v":1,"order":"\#(place.1)","outcome":"error","error":"unreadable","line":null}"#)
      }
      guard index < read.count else { break }
      let hash = project.rules.inputsHash(of: read[index])
      let record = writer.record(index, batch, result, detail: .steps, inputsHash: hash)
      records.append(String(decoding: record, as: UTF8.self))
    }
    return (records, places.count + read.indices.count { result.outcome(of: $0) == nil })
  }

  @Test func blocksAndThreadsAreOneBatch() async throws {
    let (records, errors) = try await Self.expected(TextProject(Self.members))
    #expect(records.count == 700 && errors > 8)
    let drawn = records.count { $0.contains("\"kind\":\"budget\"") }
    #expect(drawn > 5 && drawn < 300)
    let project = [
      "rules.json": TextProject.document(Self.members),
      "orders.ndjson": Self.orders.joined(separator: "\n"),
    ]
    #expect(project["orders.ndjson"]?.utf8.count ?? 0 > 2 << 20)
    for threads in ["1", "2", "5"] {
      let run = try Program.run("price", project, ["--threads", threads, "--out", "-"])
      #expect(run.output == records, "\(threads)")
      #expect(run.status == 1)
      #expect(run.errors.last?.hasPrefix("orders 700 errors \(errors) ") == true)
      // Places count the lines of the whole file.
      let lines = [97, 194, 291, 388, 485, 582, 600, 679]
      for line in lines {
        #expect(run.errors.contains { $0.hasPrefix("orders.ndjson:\(line):1: error:") })
      }
    }
    let piped = try Program.run(
      "price", project, ["--orders", "-", "--out", "-"], input: "orders.ndjson")
    #expect(piped.output == records)
    #expect(piped.errors.contains { $0.hasPrefix("stdin:600:1: error:") })
  }

  /// A table comes in by standard input as well, and totals stream like steps.
  @Test func tablesArePiped() throws {
    let rows = (1...9).map { "\($0),D,2025-03-01,1,A,\($0)" }.joined(separator: "\n")
    let project = [
      "rules.json": TextProject.document([:]),
      "table": "order,customer,date,number,product,quantity\n\(rows)",
    ]
    for detail in ["totals", "lines", "steps"] {
      let words = ["--orders", "-", "--out", "-", "--detail", detail]
      let run = try Program.run("price", project, words, input: "table")
      #expect(run.status == 0)
      let lines = try run.objects().map { ($0["lines"] as? [[String: Any]])?.count }
      #expect(lines == Array(repeating: detail == "totals" ? 0 : 1, count: 9))
      #expect(run.errors.last?.contains("lines 9 allow 9") == true)
    }
  }
}
