import DealerRules
import Foundation
import TestSupport
import Testing

/// Schemas made of what the readers ask for (RULES.md U-042).
@Suite("U-042 schemas") struct SchemaTests {
  private static func object(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  /// Every document of the law book's cases that is read is valid, and so are its orders and what
  /// is decided of them.
  @Test func everythingThatIsReadIsValid() throws {
    let rules = try SchemaValidator(DocumentSchema.rules.text)
    let orders = try SchemaValidator(DocumentSchema.orders.text)
    let decisions = try SchemaValidator(DocumentSchema.decisions.text)
    var counts = (rules: 0, orders: 0, decisions: 0)
    for item in try LawBook.cases() where item.refused.isEmpty {
      guard let compiled = try? CompiledRules(parsing: [item.rules]) else { continue }
      counts.rules += 1
      let text = String(decoding: item.rules.bytes, as: UTF8.self)
      let faults = rules.faults(try Self.object(text))
      #expect(faults.isEmpty, "\(item.title)")
      var reader = OrderReader(item.orders, format: .ndjson, rules: compiled)
      var batch: [Order] = []
      while let next = reader.next() {
        if case .order(let order) = next { batch.append(order) }
      }
      let lines = String(decoding: item.orders.bytes, as: UTF8.self).split(separator: "\n")
      // An order with a fault is no order; the others are all valid.
      if batch.count == lines.count {
        for line in lines {
          counts.orders += 1
          #expect(orders.faults(try Self.object(String(line))) == [], "\(item.title)")
        }
      }
      var writer = DecisionRecordWriter(compiled, rulesHash: compiled.rulesHash())
      for order in batch {
        counts.decisions += 1
        let record = String(decoding: writer.record(order), as: UTF8.self)
        #expect(decisions.faults(try Self.object(record)) == [], "\(item.title)")
      }
    }
    print("schemas: rules \(counts.rules) orders \(counts.orders) decisions \(counts.decisions)")
    #expect(counts.rules > 450 && counts.orders > 900 && counts.decisions > 900)
  }

  @Test func documentsOfTheExamplesAreValid() throws {
    let rules = try SchemaValidator(DocumentSchema.rules.text)
    for name in ["snack-brand", "offer-sheet", "channel-rules", "group-buy", "traced-snacks"] {
      let text = try LawBook.text("Examples/Projects/\(name)/rules.json")
      #expect(rules.faults(try Self.object(text)) == [], "\(name)")
    }
    let credit = try LawBook.text("Examples/Projects/snack-brand/credit.rules.json")
    #expect(rules.faults(try Self.object(credit)) == [])
  }

  /// `null` stands for a field that is not stated, wherever the reader takes it.
  @Test func nullIsTakenWhereTheReaderTakesIt() throws {
    let rules = try SchemaValidator(DocumentSchema.rules.text)
    var (tried, read) = (0, 0)
    for item in try LawBook.cases().prefix(120) where item.refused.isEmpty {
      let document = try Self.object(String(decoding: item.rules.bytes, as: UTF8.self))
      for changed in Self.withNull(document).prefix(12) {
        tried += 1
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: changed))
        guard (try? CompiledRules(parsing: [RuleSource(name: "rules.json", bytes: bytes)])) != nil
        else { continue }
        read += 1
        #expect(
          rules.faults(changed) == [],
          "\(item.title): \(String(decoding: bytes, as: UTF8.self).prefix(400))")
      }
    }
    print("schemas with null: tried \(tried) read \(read)")
    #expect(read > 100)
  }

  /// The value with `null` in the place of each member of its objects in turn.
  private static func withNull(_ value: Any) -> [Any] {
    if let list = value as? [Any] {
      return list.enumerated().flatMap { index, item in
        withNull(item).map { changed in
          var copy = list
          copy[index] = changed
          return copy as Any
        }
      }
    }
    guard let object = value as? [String: Any] else { return [] }
    return object.sorted { $0.key < $1.key }.flatMap { key, item in
      ([NSNull()] + withNull(item)).map { changed in
        object.merging([key: changed]) { $1 } as Any
      }
    }
  }

  /// What a schema refuses the reader refuses too.
  @Test(arguments: [
    #""offers":[{"id":"o","percentOf":"10%"}]"#, #""phases":[{"id":"p","base":"opened"}]"#,
    #""guards":[{"id":"g","outcome":"refuse","level":1000,"floor":{"of":"cost"}}]"#,
    #""offers":{"id":"o"}"#, #""ofers":[]"#, #""phases":[{"id":"p","capRate":{}}]"#,
    #""checks":[{"id":"c","require":{"customer.region":{"below":true}}}]"#,
    #""checks":[{"id":"c","require":{"custmer":"D"}}]"#, #""products":[{"id":true}]"#,
    #""products":[{"id":"A","unit":false}]"#, #""offers":[{"id":true,"percentOff":"1%"}]"#,
  ])
  func slipsAreRefusedByBoth(_ member: String) throws {
    let rules = try SchemaValidator(DocumentSchema.rules.text)
    let text = #"{"rules":1,"currency":"CNY",\#(member)}"#
    #expect(!rules.faults(try Self.object(text)).isEmpty)
    #expect(throws: RuleErrors.self) {
      try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    }
  }

  @Test(arguments: [
    #""lines":[{"number":1,"product":true,"quantity":"1"}]"#,
    #""lines":[{"number":1,"product":"A","quantity":"1","unit":true}]"#,
  ])
  func slipsOfOrdersAreRefusedByBoth(_ member: String) throws {
    let text = #"{"id":"1","customer":"D","date":"2025-03-01",\#(member)}"#
    let orders = try SchemaValidator(DocumentSchema.orders.text)
    #expect(!orders.faults(try Self.object(text)).isEmpty)
    let project = try TextProject([:])
    guard case .problem(let problem)? = project.read(text).first else {
      Issue.record("\(text) is read")
      return
    }
    #expect(problem.diagnostics.map(\.code) == [.wrongType])
  }

  /// Every field of a schema stands in a table of the law book, and every field of the tables of
  /// rule documents and orders in a schema.
  @Test func theTablesNameTheSameFields() throws {
    var stated: Set<String> = []
    for line in try LawBook.text("RULES.md").components(separatedBy: "\n")
    where line.hasPrefix("| `") {
      let cell = line.components(separatedBy: " | ").first ?? ""
      stated.formUnion(
        cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }
          .map(\.element))
    }
    let page = try LawBook.text("RULES.md")
    var names: Set<String> = []
    for schema in [DocumentSchema.rules, .orders] {
      let object = try #require(try Self.object(schema.text) as? [String: Any])
      Self.collect(object, &names)
    }
    // The return policy is told in sentences.
    let missing = names.filter { !stated.contains($0) && !page.contains("`\($0)`") }
    #expect(missing.sorted() == [])
    #expect(names.count > 300)
  }

  private static func collect(_ value: Any, _ names: inout Set<String>) {
    if let list = value as? [Any] { for item in list { collect(item, &names) } }
    guard let object = value as? [String: Any] else { return }
    for (key, inner) in object {
      if key == "properties", let fields = inner as? [String: Any] {
        names.formUnion(fields.keys)
        for field in fields.values { collect(field, &names) }
      } else {
        collect(inner, &names)
      }
    }
  }

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theCommandPrintsThem() throws {
    for schema in DocumentSchema.allCases {
      let run = try Program.run("schema", [:], [schema.rawValue], isBare: true)
      #expect(run.status == 0)
      // Blank lines are not among those of a run.
      let text = schema.text.components(separatedBy: "\n").filter { !$0.isEmpty }
      #expect(run.output == text)
    }
    #expect(try Program.run("schema", [:], ["sales"], isBare: true).status == 2)
    let empty = ["rules.json": TextProject.document(["$schema": "\"rules.schema.json\""])]
    #expect(try Program.run("check", empty).status == 0)
  }
}
