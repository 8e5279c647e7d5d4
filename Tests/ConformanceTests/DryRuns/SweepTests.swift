import TestSupport
import Testing

/// `simulate --sweep` as a user meets it.
@Suite("U-030 sweeps", .enabled(if: Program.url != nil, "needs the built program"))
struct SweepTests {
  @Test func aSweepIsATableAndACurve() throws {
    let folder = try Program.folder(DailyCommandTests.shop())
    let run = try Program.run(
      "simulate", [folder], ["--sweep", "offers.spring.percent=5..20/7.5"])
    #expect(run.output.last == "sweep offers.spring.percent runs 3 rows 3 unreadable 0 errors 0")
    #expect(run.output.count == 5)
    #expect(
      run.output[0].split(separator: " ") == ["value", "currency", "revenue", "change", "rate"])
    #expect(run.output[3].hasSuffix(String(repeating: "-", count: 30)))
    let json = try Program.run(
      "simulate", [folder], ["--sweep", "offers.spring.percent=5..20/7.5", "--json"])
    let objects = try json.objects()
    #expect(objects.map { $0["value"] as? String } == ["5", "12.5", "20"])
    #expect(objects.map { $0["revenue"] as? String } == ["39.10", "37.75", "36.40"])
    #expect(json.errors.last == run.output.last)
  }

  /// U-030: a sweep over two values says what sweeps over one say where the other is set.
  @Test func twoSweepsAreATableOfPairs() throws {
    let folder = try Program.folder(DailyCommandTests.shop())
    let percent = ["--sweep", "offers.spring.percent=10..20/5"]
    let price = ["--sweep", "prices.list/A.price=9..11/2"]
    let json = try Program.run("simulate", [folder], percent + price + ["--json"])
    let pairs = try json.objects()
    #expect(pairs.map { $0["row"] as? String } == ["10", "10", "15", "15", "20", "20"])
    #expect(pairs.map { $0["column"] as? String } == ["9", "11", "9", "11", "9", "11"])
    for amount in ["9", "11"] {
      let one = try Program.run(
        "simulate", [folder], percent + ["--set", "prices.list/A.price=\(amount)", "--json"])
      let column = pairs.filter { $0["column"] as? String == amount }
      for name in ["revenue", "change"] {
        let (known, said) = (try one.objects(), column.map { $0[name] as? String })
        #expect(known.map { $0[name] as? String } == said && said.count == 3)
      }
    }
    let run = try Program.run("simulate", [folder], percent + price)
    #expect(run.output.count == 6 && run.output[0].hasPrefix("CNY revenue, now "))
    #expect(run.output[1].split(separator: " ") == ["9", "11"])
    let cells = run.output[2...4].flatMap { $0.split(separator: " ").dropFirst() }.map(String.init)
    #expect(cells == pairs.map { $0["revenue"] as? String })
    #expect(
      run.output[5] == "sweep offers.spring.percent prices.list/A.price runs 6 rows 6 "
        + "unreadable 0 errors 0")
    for wrong in [
      percent + percent, percent + price + ["--sweep", "offers.spring.priority=1..2/1"],
      ["--sweep", "offers.spring.percent=1..50/1", "--sweep", "prices.list/A.price=1..50/1"],
      ["--sweep", "offers.spring.percent=-9000000000000..9000000000000/1"],
      percent + ["--orders", "-"],
    ] {
      #expect(try Program.run("simulate", [folder], wrong).status == 2)
    }
  }
}
