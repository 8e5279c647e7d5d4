import Testing

@testable import DealerRules

@Suite("N-008 ids of orders in bounded memory") struct RecentIDsTests {
  @Test func twinsAreFoundFarApart() {
    var ids = RecentIDs()
    for number in 0..<RecentIDs.capacity + 10 {
      let isNew = ids.insert("SO\(number)")
      if !isNew { Issue.record("\(number) is told as known") }
    }
    // The first stands more than one whole set before the last.
    for number in [0, 1, RecentIDs.capacity - 1, RecentIDs.capacity, RecentIDs.capacity + 9] {
      let isNew = ids.insert("SO\(number)")
      #expect(!isNew)
    }
    for number in 0..<RecentIDs.capacity { _ = ids.insert("next\(number)") }
    let isForgotten = ids.insert("SO0")
    #expect(isForgotten)
    let isKnown = ids.insert("next\(RecentIDs.capacity - 1)")
    #expect(!isKnown)
  }

  /// Spellings that `String` takes for one are two ids; an order is read again but once.
  @Test func idsAreBytes() {
    var ids = RecentIDs()
    let composed = ids.insert("\u{E9}")
    let decomposed = ids.insert("e\u{301}")
    let again = ids.insert("e\u{301}")
    #expect(composed && decomposed && !again)
    ids.forget("\u{E9}")
    let reread = ids.insert("\u{E9}")
    let twice = ids.insert("\u{E9}")
    #expect(reread && !twice)
  }
}
