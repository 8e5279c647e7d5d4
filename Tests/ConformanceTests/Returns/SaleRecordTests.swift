import DealerRules
import TestSupport
import Testing

/// Records of sales, good and bad (RULES.md Z-001, Z-007).
@Suite("Z-007 records of sales") struct SaleRecordTests {
  static func record() throws -> [UInt8] {
    let rules = try CompiledRules(Shop(["A": "10.00"]).book)
    return SaleRecord.bytes(of: try rules.sale(of: Shop.order([Shop.line(1, "A", "3")])).get())
  }

  static func faults(_ bytes: [UInt8]) -> [SaleFault] {
    SaleRecord.read(RuleSource(name: "sales", bytes: bytes)).compactMap { result in
      guard case .failure(let fault) = result else { return nil }
      return fault
    }
  }

  /// What an older release wrote is read, written as it was, and given back whole and in part.
  @Test(arguments: [("sales", 19), ("points-and-kits", 4)])
  func recordsOfAnOlderReleaseSettle(_ name: String, _ count: Int) throws {
    let file = "Tests/ConformanceTests/Fixtures/old-sales/\(name).ndjson"
    let text = try LawBook.text(file)
    let lines = text.split(separator: "\n").map { Array($0.utf8) }
    let sales = try SaleRecord.read(RuleSource(name: "sales.ndjson", text: text)).map {
      try $0.get()
    }
    #expect(sales.count == count && sales.map { SaleRecord.bytes(of: $0) } == lines)
    let desk = ReturnDesk(try CompiledRules(Shop(["A": "10.00"]).book))
    for sale in sales {
      var request = ReturnRequest(id: "r", sale: sale.order, on: sale.day)
      request.isWhole = true
      let whole = try desk.settle(request, of: sale)
      #expect(whole.outcome == .allowed && whole.isBalanced, "\(sale.order)")
      #expect(whole.refund == sale.payable, "\(sale.order)")
      let earned = sale.earned.map { $0.amount != 0 ? $0.amount : $0.units }
      #expect(whole.earnings.map(\.taken) == earned, "\(sale.order)")
      let first = try #require(sale.items.first)
      request.isWhole = false
      request.lines = [
        ReturnRequest.Line(number: first.number, part: first.part, quantity: first.quantity)
      ]
      let part = try desk.settle(request, of: sale)
      #expect(part.isBalanced && part.refund <= sale.payable, "\(sale.order)")
    }
  }

  /// Whatever byte is changed, the record is refused and the one after it is read.
  @Test func everyChangedByteIsSeen() throws {
    let good = try Self.record()
    for index in good.indices {
      var bad = good
      bad[index] = bad[index] == 0x31 ? 0x32 : 0x31
      guard bad != good else { continue }
      let results = SaleRecord.read(RuleSource(name: "sales", bytes: bad + [10] + good))
      #expect(results.count == 2)
      guard case .failure(let fault) = results.first, case .success = results.last else {
        Issue.record("byte \(index) is not seen")
        continue
      }
      #expect(fault.offset == 0)
    }
  }

  @Test func everyCutIsSeen() throws {
    let good = try Self.record()
    for count in 1..<good.count {
      #expect(Self.faults(Array(good.prefix(count))).count == 1, "\(count) bytes")
    }
  }

  @Test func theOffsetIsThatOfTheRecord() throws {
    let good = try Self.record()
    var bad = good
    bad[good.count / 2] ^= 1
    let faults = Self.faults(good + [10] + bad + [10])
    #expect(faults == [SaleFault(.tampered, offset: good.count + 1)])
  }

  /// A checksum that was made anew hides no other order than the one that the record gives.
  @Test func aRecordIsOfItsOrder() throws {
    let record = RuleSource(name: "sales", bytes: try Self.record())
    let sale = try #require(SaleRecord.read(record).first).get()
    let other = try #require(CivilDate("2020-01-01"))
    let changes: [(inout StoredSale) -> Void] = [
      { $0.order = "2" }, { $0.customer = "E" }, { $0.day = other }, { $0.items[0].number = 2 },
      { $0.input.id = "2" }, { $0.input.lines[0].quantity = .one },
    ]
    for (index, change) in changes.enumerated() {
      var other = sale
      change(&other)
      let faults = Self.faults(SaleRecord.bytes(of: other))
      #expect(faults == [SaleFault(.unfaithful, offset: 0)], "change \(index)")
    }
  }

  @Test func laterVersionsAreRefusedByName() throws {
    let text = String(decoding: try Self.record(), as: UTF8.self)
    let later = "{\"sale\":3" + text.dropFirst("{\"sale\":2".count)
    #expect(Self.faults(Array(later.utf8)) == [SaleFault(.unknownVersion, offset: 0)])
    #expect(Self.faults(Array("{}".utf8)) == [SaleFault(.notASale, offset: 0)])
  }

  /// Orders of generated cases with all their fields and facts come back as they were.
  @Test func everySaleComesBack() throws {
    var count = 0
    for seed in UInt64(1)...60 {
      let made = GeneratedCase(seed: seed)
      guard let rules = try? CompiledRules(made.book) else { continue }
      for order in made.orders {
        guard
          case .success(let sale) = rules.sale(
            of: order, hashes: RuleHashes(rules: "h", pricing: "p"))
        else { continue }
        let record = RuleSource(name: "sales", bytes: SaleRecord.bytes(of: sale))
        let read = SaleRecord.read(record)
        count += 1
        guard case .success(let again) = read.first else {
          Issue.record("seed \(seed) order \(order.id): \(read)")
          continue
        }
        #expect(SaleRecord.bytes(of: again) == SaleRecord.bytes(of: sale), "seed \(seed)")
      }
    }
    print("sales written and read \(count)")
    #expect(count > 50)
  }
}
