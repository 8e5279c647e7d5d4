import DealerRules

/// R-001 … R-003: regions, some of which change, end in others or have further codes.
extension CaseMaker {
  mutating func makeRegions() {
    for (index, id) in CaseMaker.places.enumerated() {
      let parent =
        index > 0 && random.chance(70) ? CaseMaker.places[random.int(0...index - 1)] : nil
      book.regions.append(Region(id: id, parent: parent))
    }
  }

  /// Draws from numbers of its own, so that everything else of a case stays as it is.
  mutating func changeRegions() {
    for id in ["R2", "R3", "R5"] where other.chance(15) { addAlias("alias-\(id)", to: id) }
    guard other.chance(40) else { return }
    let edge = other.pick(edges)
    if other.chance(40) {
      move("R5", at: edge)
    } else {
      // R6 and R7 begin where R4, and perhaps R5, end.
      for id in ["R6", "R7"] {
        let parent = other.chance(60) ? other.pick(["R1", "R2"]) : nil
        book.regions.append(
          Region(id: id, parent: parent, validity: Validity(from: edge, until: .distantFuture)))
      }
      end("R4", at: edge, in: other.chance(50) ? ["R6"] : ["R6", "R7"])
      if other.chance(50) { end("R5", at: edge, in: other.chance(70) ? ["R6"] : []) }
      if other.chance(30) { end("R6", at: other.pick(edges), in: ["R7", "R3"]) }
    }
    book.regions = other.shuffled(book.regions)
  }

  private mutating func addAlias(_ code: String, to id: String) {
    for index in book.regions.indices where book.regions[index].id == id {
      book.regions[index].aliases = [code]
    }
  }

  /// A second version under another region.
  private mutating func move(_ id: String, at edge: Instant) {
    guard let index = book.regions.firstIndex(where: { $0.id == id }) else { return }
    var second = book.regions[index]
    second.aliases = []
    second.parent = other.pick(["R1", "R2", "R3"])
    second.validity.from = edge
    book.regions[index].validity.until = edge
    book.regions.append(second)
  }

  private mutating func end(_ id: String, at edge: Instant, in successors: [String]) {
    guard let index = book.regions.firstIndex(where: { $0.id == id }),
      book.regions[index].validity.from < edge
    else { return }
    book.regions[index].validity.until = edge
    book.regions[index].successors = successors
  }

  /// Where an order goes: now and then to a code of its own.
  mutating func shipTo(_ order: inout Order) {
    guard other.chance(15) else { return }
    order.shipTo = other.pick(book.regions.flatMap { [$0.id] + $0.aliases })
  }
}
