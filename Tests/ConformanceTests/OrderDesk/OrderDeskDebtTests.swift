import DealerRules
import Foundation
import TestSupport
import Testing

/// Points that were to be taken back and were not there (RULES.md Z-045).
@Suite(
  "The order desk remembers points that are owed", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskDebtTests: DeskRequests {
  private static let node = "points/pts/D"
  private static let members = [
    "prices": #"[{"table":"list","product":"A","price":"50"}]"#, "products": #"[{"id":"A"}]"#,
    "agreements": #"[{"id":"pts","points":{"every":"10","validDays":5}}]"#, "returns": "{}",
  ]

  /// What is usable of the points after requests; between them others use points, which they write
  /// into the same journal (``use(_:_:)``).
  private static func points(_ requests: [String]) throws -> Int64? {
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let account =
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#
    // The last request is of another process, which learns all from the journal.
    let before = ([account] + requests.dropLast()).split(omittingEmptySubsequences: false) {
      $0.hasPrefix(used)
    }
    let uses = requests.filter { $0.hasPrefix(used) }
    for (index, part) in (before.map { Array($0) } + [[requests[requests.count - 1]]]).enumerated()
    {
      let run = try OrderDeskProgram.run(folder, journal, part)
      #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == part.count)
      #expect(!run.answers.contains { $0.contains("error") }, "\(run.answers)")
      if index < uses.count { try redeem(uses[index].split(separator: " "), journal) }
    }
    return try OrderDeskProgram.ledger(journal).standing(of: node)?.room
  }

  private static let used = "used"

  /// So many points are used on a day.
  private static func use(_ points: Int64, _ day: String) -> String { "\(used) \(points) \(day)" }

  private static func redeem(_ words: [Substring], _ journal: URL) throws {
    var ledger = try OrderDeskProgram.ledger(journal)
    let points = try #require(Int64(words[1]))
    let at = try #require(Instant("2025-03-\(words[2])T08:00:00Z"))
    let id = "used at \(ledger.version)"
    let answer = try ledger.apply(
      group: [
        LedgerOperation(id, .reserve(node: node, amount: points * 1000, expires: nil)),
        LedgerOperation(id + "/all", .ship(reservation: id, amount: points * 1000, close: true)),
      ], at: at)
    #expect(answer.outcomes.allSatisfy { if case .accepted = $0 { true } else { false } })
    var bytes = try [UInt8](Data(contentsOf: journal))
    for event in answer.events { LedgerRecord.append(event, to: &bytes) }
    try Data(bytes).write(to: journal)
  }

  private static func line(_ count: Int) -> String {
    #"{"number":1,"product":"A","quantity":"\#(count)"}"#
  }

  private static func order(_ id: String, _ day: String, _ count: Int) -> [String] {
    let lines = line(count)
    let order = #"{"id":"\#(id)","customer":"D","date":"2025-03-\#(day)","lines":[\#(lines)]}"#
    return [
      ask("place", id, day, #""order":\#(order)"#),
      ask("ship", "s\(id)", day, #""place":"\#(id)""#),
    ]
  }

  /// What ran out unused is owed by nobody: of ten points six were used, and of the next fifteen
  /// six pay for them, of goods in parts first what ran out.
  @Test func whatRanOutIsNotOwed() throws {
    let back = Self.ask("return", "t", "20", #""place":"p1","ship":"sp1","whole":true"#)
    let first = Self.order("p1", "02", 2)
    #expect(try Self.points(first + [back] + Self.order("p2", "21", 3)) == 15_000)
    let some = first + [Self.use(6, "03")]
    #expect(try Self.points(some + [back] + Self.order("p2", "21", 3)) == 9000)
    let one = Self.ask(
      "return", "t", "20", #""place":"p1","ship":"sp1","lines":[{"number":1,"quantity":"1"}]"#)
    #expect(try Self.points(some + [one] + Self.order("p2", "21", 3)) == 14_000)
    let other = one.replacingOccurrences(of: #""id":"t""#, with: #""id":"t2""#)
    #expect(try Self.points(some + [one, other] + Self.order("p2", "21", 3)) == 9000)
    // What others earned is not taken for it.
    #expect(try Self.points(first + Self.order("p2", "18", 3) + [back]) == 15_000)
  }

  /// Ten points are used by the time their goods come back; of the next fifteen ten pay for them.
  @Test func theNextPointsPay() throws {
    let back = Self.ask("return", "t", "20", #""place":"p1","ship":"sp1","whole":true"#)
    let first = Self.order("p1", "02", 2) + [Self.use(10, "03"), back]
    #expect(try Self.points(first) == 0)
    #expect(try Self.points(first + Self.order("p2", "21", 3)) == 5000)
    #expect(
      try Self.points(first + Self.order("p2", "21", 1) + Self.order("p3", "22", 3)) == 10_000)
    // What paid is gone: the goods of the second order owe the rest of their points again.
    let again = Self.ask("return", "u", "22", #""place":"p2","ship":"sp2","whole":true"#)
    let second = first + Self.order("p2", "21", 3) + [again]
    #expect(try Self.points(second + Self.order("p3", "23", 3)) == 5000)
  }

  /// Points of an order that has not left pay nothing: it may end, and what is owed stays owed.
  @Test func whatIsPendingPaysNothing() throws {
    let order = #"{"id":"p2","customer":"D","date":"2025-03-19","lines":[\#(Self.line(3))]}"#
    let first =
      Self.order("p1", "02", 2) + [
        Self.use(10, "03"), Self.ask("place", "p2", "19", #""order":\#(order)"#),
        Self.ask("return", "t", "20", #""place":"p1","ship":"sp1","whole":true"#),
      ]
    let ended = first + [Self.ask("cancel", "c", "21", #""place":"p2""#)]
    #expect(try Self.points(ended + Self.order("p3", "22", 3)) == 5000)
    // Once it leaves it pays.
    #expect(try Self.points(first + [Self.ask("ship", "s2", "21", #""place":"p2""#)]) == 5000)
  }

  /// An order that ends by itself pays what is owed once.
  @Test func anOrderThatEndsPaysOnce() throws {
    let order = #"{"id":"p2","customer":"D","date":"2025-03-20","lines":[\#(Self.line(4))]}"#
    let part = #""place":"p2","lines":[{"number":1,"quantity":"2"}],"close":false"#
    let requests = [
      Self.ask("return", "t", "20", #""place":"p1","ship":"sp1","whole":true"#),
      Self.ask("place", "p2", "20", #""order":\#(order),"expires":"2025-03-21T08:00:00Z""#),
      Self.ask("ship", "s2", "20", part),
    ]
    // Twenty are owed; ten are left of the second order, and pay, and ten of the third.
    let paid =
      Self.order("p1", "02", 4) + [Self.use(20, "03")] + requests + Self.order("p3", "22", 4)
    #expect(try Self.points(paid) == 10_000)
  }

  /// A correction of the return gives back what was paid, and nothing is owed any more.
  @Test func aCorrectionGivesBackWhatWasPaid() throws {
    let lines = #""lines":[{"number":1,"quantity":"2"}]"#
    let steps = [
      Self.ask("authorise", "r", "20", #""place":"p1","ship":"sp1","# + lines),
      Self.ask("receive", "v", "20", #""return":"r","# + lines),
      Self.ask("inspect", "i", "20", #""return":"r","lines":[{"number":1,"accepted":"2"}]"#),
      Self.ask("settle", "x", "20", #""return":"r""#),
    ]
    let wrong = Self.ask("reverse", "y", "21", #""return":"r","who":"ann","why":"typed wrong""#)
    let first = Self.order("p1", "02", 2) + [Self.use(10, "03")] + steps
    #expect(try Self.points(first + Self.order("p2", "21", 1)) == 0)
    // Five that were paid come back; five that were owed yet are owed no more.
    #expect(try Self.points(first + Self.order("p2", "21", 1) + [wrong]) == 5000)
    #expect(
      try Self.points(first + Self.order("p2", "21", 1) + [wrong] + Self.order("p3", "22", 3))
        == 20_000)
  }
}
