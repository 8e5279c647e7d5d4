import TestSupport
import Testing

@testable import DealerRules

@Suite("X-003 maps by id equal a dictionary") struct IdentifierMapModelTests {
  @Test func randomSteps() {
    for few in [6, 12, 40, 3000] {
      var random = SplitMix64(seed: UInt64(few))
      var (map, model): (IdentifierMap<Int>, [String: Int]) = ([:], [:])
      if few == 40 { map.reserveCapacity(100) }
      for step in 0..<40_000 {
        let id = "k\(random.below(few))"
        switch random.below(4) {
        case 0: (map[id], model[id]) = (nil, nil)
        case 1: #expect(map.updateValue(step, forKey: id) == model.updateValue(step, forKey: id))
        case 2:
          let known = model[id] ?? step
          model[id] = known
          #expect(map.value(of: id, orSet: step) == known)
        default: #expect(map[id] == model[id])
        }
        #expect(map.count == model.count)
      }
      #expect(Dictionary(map.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }) == model)
      var copy: IdentifierMap<Int> = [:]
      for (id, value) in map.sorted().reversed() { copy[id] = value }
      #expect(copy == map && copy.hashValue == map.hashValue)
      copy["other"] = 1
      #expect(copy != map)
    }
  }

  @Test func spellingsAreTwoIds() {
    var map: IdentifierMap<Int> = [:]
    for number in 0..<40 {
      map["\u{E9}\(number)"] = number
      map["e\u{301}\(number)"] = -number
    }
    #expect(map.count == 80)
    #expect(map["\u{E9}7"] == 7 && map["e\u{301}7"] == -7)
  }
}
