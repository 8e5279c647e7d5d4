import Foundation
import Testing

@Suite("Adventure Works repriced") struct AdventureWorksTests {
  /// Runs the example on a folder.
  static func reprice(_ arguments: [String]) throws -> Command {
    try Command.product("reprice-adventure-works", arguments)
  }

  @Test func fixtureComesOutExactly() throws {
    let run = try Self.reprice([DataFolders.fixture("adventure-works").path])
    print("adventure-works fixture:", run.lines.prefix(3).joined(separator: ", "))
    #expect(run.lines == ["lines 903/903", "subtotals 132/132", "totals 60/60"])
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(.enabled(if: DataFolders.shared("adventureworks") != nil, "\(DataFolders.absent)"))
  func fullTablesComeOutExactly() throws {
    let folder = try #require(DataFolders.shared("adventureworks"))
    let run = try Self.reprice([folder.path])
    print("adventure-works:", run.lines.prefix(3).joined(separator: ", "))
    #expect(run.lines == ["lines 27405/27405", "subtotals 5522/5522", "totals 3944/3944"])
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func ignoredOffersAreNotGiven() throws {
    let fixture = DataFolders.fixture("adventure-works").path
    let whole = try Self.reprice([fixture, "--ignore-offer", "7"])
    let some = try Self.reprice([fixture, "--ignore-offer", "7:Mountain-100 Black"])
    let none = try Self.reprice([fixture, "--ignore-offer=7:No such product"])
    print("adventure-works without offer 7:", whole.lines[0], "and", some.lines[0])
    #expect(whole.status == 1 && some.status == 1 && none.status == 0)
    #expect(whole.lines.first == "lines \(903 - Self.linesOfOffer7)/903")
    #expect(some.lines.first == "lines \(903 - Self.blackLinesOfOffer7)/903")
  }

  /// Lines of the fixture that were booked with offer 7.
  private static let linesOfOffer7 = 21
  /// Those whose product's name begins with "Mountain-100 Black".
  private static let blackLinesOfOffer7 = 8

  @Test func helpIsPrinted() throws {
    let run = try Self.reprice(["--help"])
    #expect(run.status == 0)
    #expect(run.lines.first?.hasPrefix("usage: reprice-adventure-works DIR") == true)
  }

  @Test(arguments: [
    [], ["a", "b"], ["--fast", "a"], ["a", "--ignore-offer"], ["a", "--ignore-offer", ""],
    ["a", "--ignore-offer", "16:"], ["a", "--ignore-offer", ":Mountain"],
  ])
  func wrongUseIsToldApart(arguments: [String]) throws {
    let run = try Self.reprice(arguments)
    #expect(run.status == 2)
    #expect(run.lines.isEmpty)
    #expect(run.errors.contains("usage: reprice-adventure-works DIR"))
  }

  @Test func missingFolderIsAnInputFault() throws {
    let run = try Self.reprice(["/no/such/folder"])
    #expect(run.status == 3)
    #expect(run.lines.isEmpty)
    #expect(run.errors.contains("/no/such/folder: no such folder"))
  }
}
