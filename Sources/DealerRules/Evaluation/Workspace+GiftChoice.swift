// Choices between gifts of each line's own product, line by line (RULES.md O-006, O-018).
extension Workspace {
  /// Decides which offer of a group of such gifts gives a line its goods.
  mutating func chooseGift(_ line: Int, _ members: [Int], _ choice: GroupChoice) {
    var winner = -1
    var winnerGift = -1
    for run in members {
      guard let gift = gift(of: run, on: line) else { continue }
      let isBetter =
        winner < 0
        || choice == .best && scratch.gifts[gift].weight > scratch.gifts[winnerGift].weight
      if isBetter { (winner, winnerGift) = (run, gift) }
    }
    for run in members where run != winner {
      guard let gift = gift(of: run, on: line) else { continue }
      position = Int32(line)
      trace(
        scratch.runs[run].offer, choice == .best ? .beatenInGroup : .lowerPriority,
        by: scratch.runs[winner].offer, a: millionths(scratch.gifts[winnerGift].weight),
        b: millionths(scratch.gifts[gift].weight))
      loseGift(gift, run)
    }
  }

  /// The gift that an offer gives a line of its own product.
  private mutating func gift(of run: Int, on line: Int) -> Int? {
    scratch.runs[run].gifts.first {
      scratch.gifts[$0].line == Int32(line) && scratch.gifts[$0].quantity > 0
    }
  }

  /// Takes the line of a gift away from its offer.
  private mutating func loseGift(_ gift: Int, _ run: Int) {
    scratch.gifts[gift].quantity = 0
    scratch.gifts[gift].weight = 0
    scratch.lost.append(PhaseScratch.key(Int32(run), scratch.gifts[gift].line))
    for line in scratch.runs[run].lines
    where scratch.lines[line].position == scratch.gifts[gift].line {
      scratch.lines[line].isOut = true
    }
  }
}
