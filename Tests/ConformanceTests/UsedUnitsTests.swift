import DealerRules
import TestSupport
import Testing

@Suite("E-004 units that offers take") struct UsedUnitsTests {
  /// What an explanation of one order tells, `line offer taken bought unit`.
  private static func told(
    _ offers: String, phase: String = #"{"id":"p"}"#, _ lines: [String]
  ) throws -> [String] {
    let project = try TextProject([
      "products": #"[{"id":"A","units":{"case":6}},{"id":"B","unit":"kg"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"4"}]
      """,
      "phases": "[\(phase)]", "offers": "[\(offers)]",
    ])
    let order = try #require(project.orders(TextProject.order("1", lines)).first)
    let explained = try project.rules.explain(order).get()
    return explained.lines.flatMap { line in
      line.units.map { use in
        "\(line.number) \(project.rules.name(of: use.rule)) \(use.taken) \(use.bought) \(use.unit)"
      }
    }
  }

  private static let lines = [
    #""product":"A","quantity":"1","unit":"case""#, #""product":"B","quantity":"2.5""#,
  ]

  @Test func patternsTellWhatTheyTakeAndWhatTheyCount() throws {
    let offer =
      #"{"id":"o","phase":"p","pattern":{"buy":[{"quantity":"3"}],"get":[{"quantity":"1"}],"#
      + #""percentOff":"100%","times":"every"}}"#
    #expect(try Self.told(offer, Self.lines) == ["1 o 0 6000 piece", "2 o 2000 0 kg"])
  }

  @Test func cutsOnUnitsTellThem() throws {
    let offer = #"{"id":"o","phase":"p","percentOff":"10%","units":{"most":"7"}}"#
    #expect(try Self.told(offer, Self.lines) == ["1 o 4500 0 piece", "2 o 2500 0 kg"])
    #expect(
      try Self.told(#"{"id":"o","phase":"p","percentOff":"10%"}"#, Self.lines).isEmpty)
  }

  /// Alternatives that were only tried take nothing (O-029).
  @Test func whatWasOnlyTriedIsNotTold() throws {
    func offer(_ id: String, _ most: Int, _ alone: String) -> String {
      #"{"id":"\#(id)","phase":"p","percentOff":"10%","units":{"most":"\#(most)"}\#(alone)}"#
    }
    let offers = [
      offer("a", 3, #","alone":"best""#), offer("b", 5, #","alone":"best""#), offer("c", 1, ""),
    ]
    #expect(
      try Self.told(offers.joined(separator: ","), Self.lines)
        == ["1 b 2500 0 piece", "2 b 2500 0 kg"])
  }
}
