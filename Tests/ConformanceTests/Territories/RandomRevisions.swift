import DealerRules
import TestSupport

/// A catalogue of codes that are renamed, split and merged at random days (RULES.md R-002).
struct RandomRevisions {
  static let days = ["2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01"].compactMap {
    CivilDate($0)
  }

  private(set) var regions: [Region] = []
  /// Codes alive before the first revision and from each one on.
  private(set) var alive: [[String]] = []
  /// What succeeded a code, and from which revision on.
  private(set) var successors: [String: (codes: [String], revision: Int)] = [:]
  /// Codes one level below, by the code that they were stated under.
  private(set) var children: [String: String] = [:]
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    regions.append(Region(id: "land"))
    var living: [String] = []
    for index in 0..<(4 + random.below(3)) { living.append(add("a\(index)", from: nil)) }
    alive.append(living)
    for revision in Self.days.indices {
      for change in 0..<(1 + random.below(2)) {
        revise(&living, revision, "\(revision)\(change)")
      }
      alive.append(living)
    }
  }

  private mutating func add(_ code: String, from day: CivilDate?) -> String {
    var region = Region(id: code, parent: "land")
    if let day { region.validity.from = ZoneOffsets.utc.start(of: day) }
    regions.append(region)
    if random.below(3) == 0 {
      let child = code + ".1"
      regions.append(Region(id: child, parent: code))
      children[child] = code
    }
    return code
  }

  /// Renames one code, splits one, or merges two or three.
  private mutating func revise(_ living: inout [String], _ revision: Int, _ name: String) {
    let day = Self.days[revision]
    // A code lives for at least one revision.
    let old = living.filter { code in !code.hasPrefix("b\(revision)") }
    let count = random.below(3) == 0 ? 2 + random.below(2) : 1
    guard old.count >= count + 1 else { return }
    let ended = (0..<count).map { _ in old[random.below(old.count)] }
    let heirs = count > 1 ? 1 : 1 + random.below(3)
    let codes = (0..<heirs).map { add("b\(name)\($0)", from: day) }
    for code in Set(ended) {
      living.removeAll { $0 == code }
      successors[code] = (codes, revision)
      for index in regions.indices where regions[index].id == code {
        regions[index].validity.until = ZoneOffsets.utc.start(of: day)
        regions[index].successors = codes
      }
    }
    living += codes
  }

  /// The living codes that stand for a code after so many revisions.
  func heirs(of code: String, after revisions: Int) -> Set<String> {
    guard let next = successors[code], next.revision < revisions else { return [code] }
    return next.codes.reduce(into: []) { $0.formUnion(heirs(of: $1, after: revisions)) }
  }
}
