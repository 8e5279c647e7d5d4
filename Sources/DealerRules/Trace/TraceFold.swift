/// Plays the events that count in their order (RULES.md W-004, W-005).
///
/// The rank of an event is its position in that order. What a code is in now is kept as a tree;
/// what it was in before goes into histories.
struct TraceFold {
  /// Levels of containers above a code; counted over its whole life, so that no walk is longer.
  static let depth = 8

  let log: TraceLog
  var findings: TraceFindings
  /// What each code is in now, −1 for nothing, and since which rank.
  private(set) var container: [Int32]
  private(set) var since: [Int32]
  // The contents of each container as a list.
  private(set) var firstInside: [Int32]
  private(set) var nextInside: [Int32]
  private var previousInside: [Int32]
  private var height: [UInt8]
  /// The rank at which something was last put into a code, at any depth, or moved in it by itself:
  /// what has moved with the code since then belongs to whom the code belongs to.
  private(set) var stirred: [Int32]
  /// Whether an event that counts ships or transfers goods to a dealer, whenever that is.
  var receivesGoods: [Bool]
  /// Movements of ownership, and transfers without an approval.
  var owners: MoveTrack
  var strays: MoveTrack
  // Every change of what a code is in.
  private var linkCodes: [Int32] = []
  private var linkRanks: [Int32] = []
  private var linkContainers: [Int32] = []
  var product: [Int32]
  /// The product that each code had when it last left a container; empty while there is none.
  private var kept: [Int32] = []
  private var keptCodes: [Int32] = []
  private var keptRanks: [Int32] = []
  private var keptProducts: [Int32] = []
  var marks: [CodeMarks]
  /// The rank at which a code went out of use.
  var ended: [Int32: Int32] = [:]

  init(_ log: TraceLog, _ findings: TraceFindings) {
    self.log = log
    self.findings = findings
    let count = log.codes.count
    let none = [Int32](repeating: -1, count: count)
    (container, since, product, stirred) = (none, none, none, none)
    (firstInside, nextInside, previousInside) = (none, none, none)
    height = [UInt8](repeating: 0, count: count)
    receivesGoods = [Bool](repeating: false, count: log.dealers.count)
    owners = MoveTrack(count: count)
    strays = MoveTrack(count: count)
    marks = [CodeMarks](repeating: CodeMarks(), count: count)
  }

  /// The history of what codes were in.
  func links() -> CodeHistory {
    CodeHistory(linkCodes, linkRanks, values: linkContainers, count: container.count)
  }

  /// The history of the products that codes kept.
  func keptHistory() -> CodeHistory {
    CodeHistory(keptCodes, keptRanks, values: keptProducts, count: container.count)
  }

  // MARK: Packing

  /// Why a code cannot be put into a container, or `nil`.
  func packFault(_ code: Int32, into parent: Int32) -> (code: DiagnosticCode, text: String)? {
    var current = parent
    var steps = 0
    while current >= 0 {
      if current == code { return (.packCycle, "would be inside itself") }
      current = container[Int(current)]
      steps += 1
    }
    if let inner = level(code), let outer = level(parent), inner >= outer {
      let names = TraceLevel.allCases.map(\.rawValue)
      return (.packLevel, "is of level `\(names[inner])` and cannot be in a `\(names[outer])`")
    }
    guard steps + Int(height[Int(code)]) <= TraceFold.depth else {
      return (.packLevel, "would stand more than \(TraceFold.depth) containers deep")
    }
    return nil
  }

  private func level(_ code: Int32) -> Int? { marks[Int(code)].level }

  /// Puts a code into a container; what it was in before it leaves.
  mutating func pack(_ code: Int32, into parent: Int32, _ rank: Int32) {
    if container[Int(code)] >= 0 { leave(code) }
    container[Int(code)] = parent
    since[Int(code)] = rank
    let next = firstInside[Int(parent)]
    nextInside[Int(code)] = next
    if next >= 0 { previousInside[Int(next)] = code }
    firstInside[Int(parent)] = code
    note(code, parent, rank)
    stir(parent, rank)
    var current = parent
    var reached = height[Int(code)] + 1
    while current >= 0, height[Int(current)] < reached {
      height[Int(current)] = reached
      reached += 1
      current = container[Int(current)]
    }
  }

  /// Takes a code out of what it is in.
  mutating func unpack(_ code: Int32, _ rank: Int32) {
    leave(code)
    note(code, -1, rank)
  }

  /// Everything that is directly in a container.
  func contents(of parent: Int32) -> [Int32] {
    var found: [Int32] = []
    var current = firstInside[Int(parent)]
    while current >= 0 {
      found.append(current)
      current = nextInside[Int(current)]
    }
    return found
  }

  /// What happened to a code through its container stays with it when it leaves.
  private mutating func leave(_ code: Int32) {
    let index = Int(code)
    keepMoves(of: code)
    let (before, after) = (previousInside[index], nextInside[index])
    if before >= 0 {
      nextInside[Int(before)] = after
    } else {
      firstInside[Int(container[index])] = after
    }
    if after >= 0 { previousInside[Int(after)] = before }
    (previousInside[index], nextInside[index], container[index]) = (-1, -1, -1)
  }

  /// The product of a code as things stand, −1 for none (RULES.md W-006).
  func productNow(_ code: Int32) -> Int32 {
    var current = code
    var found: Int32 = -1
    while current >= 0 {
      if product[Int(current)] >= 0 { return product[Int(current)] }
      if found < 0, !kept.isEmpty { found = kept[Int(current)] }
      current = container[Int(current)]
    }
    return found
  }

  /// A code that leaves a container keeps the product that it had there.
  mutating func keep(_ known: Int32, of code: Int32, _ rank: Int32) {
    let index = Int(code)
    guard known >= 0, product[index] < 0 else { return }
    if kept.isEmpty { kept = [Int32](repeating: -1, count: product.count) }
    guard kept[index] != known else { return }
    kept[index] = known
    keptCodes.append(code)
    keptRanks.append(rank)
    keptProducts.append(known)
  }

  private mutating func note(_ code: Int32, _ parent: Int32, _ rank: Int32) {
    linkCodes.append(code)
    linkRanks.append(rank)
    linkContainers.append(parent)
  }

  // MARK: Moving

  /// Takes a code out of use. What happened to it until now stays with it.
  mutating func end(_ code: Int32, _ rank: Int32) {
    guard ended[code] == nil else { return }
    keepMoves(of: code)
    ended[code] = rank
    marks[Int(code)].isEnded = true
  }

  /// What a code took part in inside its containers becomes its own, for it and what is in it.
  private mutating func keepMoves(of code: Int32) {
    owners.add(code, lastWhole(code, owners))
    if !strays.isEmpty { strays.add(code, lastWhole(code, strays)) }
  }

  /// Moves a code with everything in it, or without.
  mutating func move(_ code: Int32, isAlone: Bool, _ rank: Int32) {
    if isAlone {
      owners.addAlone(code, rank)
      stir(code, rank)
    } else {
      owners.add(code, rank)
      stir(container[Int(code)], rank)
    }
  }

  /// Notes that something in a code, and so in all around it, has changed by itself.
  private mutating func stir(_ code: Int32, _ rank: Int32) {
    var current = code
    while current >= 0 {
      stirred[Int(current)] = rank
      current = container[Int(current)]
    }
  }

  /// The last movement that gave a code its owner, −1 for none.
  func lastMove(_ code: Int32) -> Int32 { max(lastWhole(code, owners), owners.alone(code)) }

  /// The last movement that a code took part in with everything in it, by itself or inside
  /// something, −1 for none.
  func lastWhole(_ code: Int32, _ track: MoveTrack) -> Int32 {
    var best = track.own[Int(code)]
    var floor: Int32 = -1
    var current = code
    // Nothing reaches a code out of use, nor what is in it by way of it.
    while container[Int(current)] >= 0, !marks[Int(current)].isEnded {
      floor = max(floor, since[Int(current)])
      current = container[Int(current)]
      if track.own[Int(current)] > floor { best = max(best, track.own[Int(current)]) }
    }
    return best
  }
}

/// What is known of a code whatever the time.
struct CodeMarks: Sendable {
  private var bits: UInt8 = 0

  init() {}

  /// The level by its position, `nil` where it is not known.
  var level: Int? { bits & 7 == 0 ? nil : Int(bits & 7) - 1 }

  mutating func set(_ level: TraceLevel) {
    let position = TraceLevel.allCases.firstIndex(of: level) ?? 0
    bits = bits & 0xF8 | UInt8(truncatingIfNeeded: position + 1)
  }

  /// Whether a `commission` gave it out.
  var isDeclared: Bool {
    get { bits & 8 != 0 }
    set { bits = newValue ? bits | 8 : bits & ~8 }
  }

  /// Whether an event that counts names it.
  var isNamed: Bool {
    get { bits & 16 != 0 }
    set { bits = newValue ? bits | 16 : bits & ~16 }
  }

  /// Whether it goes out of use at some time.
  var isEnded: Bool {
    get { bits & 32 != 0 }
    set { bits = newValue ? bits | 32 : bits & ~32 }
  }
}
