// Which grants and denials match an order and its lines (RULES.md ).
extension Workspace {
  /// Rules about some goods that are looked up line by line.
  struct TerritoryList {
    var list: Int
    var region: Int32
    var level: Int32
    var isForeign: Bool
  }

  /// Takes down the rules that match an order at a place whatever it orders, and the lists in which
  /// those about its lines stand.
  mutating func collectTerritory(_ order: Int32, at place: Int32) {
    territoryCandidates.removeAll(keepingCapacity: true)
    territoryLists.removeAll(keepingCapacity: true)
    hasTerritoryConditions = false
    walk(from: place)
    var dealer = batch.customer[Int(order)]
    var level: Int32 = 0
    while dealer >= 0 {
      open(dealer, order, level, isForeign: false)
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      level += 1
    }
    open(rules.territories.general, order, TerritoryCandidate.group, isForeign: false)
    open(rules.territories.exclusive, order, TerritoryCandidate.group, isForeign: true)
    sharedCandidates = territoryCandidates.count
  }

  /// Looks into the lists of an owner at the place at hand.
  private mutating func open(
    _ owner: Int32, _ order: Int32, _ level: Int32, isForeign: Bool
  ) {
    let lists = rules.territories.lists.lists(of: owner)
    guard !lists.isEmpty else { return }
    var best = -1
    add(-1, Int32.max, lists, order, level, isForeign, &best)
    for index in territoryPath.indices {
      add(territoryPath[index], territoryDistance[index], lists, order, level, isForeign, &best)
    }
  }

  private mutating func add(
    _ region: Int32, _ distance: Int32, _ lists: Range<Int>, _ order: Int32, _ level: Int32,
    _ isForeign: Bool, _ best: inout Int
  ) {
    guard let list = rules.territories.lists.list(in: region, of: lists) else { return }
    for position in rules.territories.lists.general(list) {
      let row = rules.territories.lists.row(position)
      guard
        var candidate = candidate(row, order, distance, level, isForeign: isForeign)
      else { continue }
      let rule = rules.territories.rows[Int(row)]
      if rule.condition >= 0 {
        hasTerritoryConditions = true
        candidate.product = -1
      } else if rule.isGrant, !isForeign, !rule.isExclusive, !candidate.isByTier {
        // Of the grants of one dealer that open every line the most specific does.
        if best >= 0 {
          if compare(candidate, territoryCandidates[best]) < 0 {
            territoryCandidates[best] = candidate
          }
          continue
        }
        best = territoryCandidates.count
      } else if isForeign {
        // Of others' grants that hinder every line the one that decides does.
        if best >= 0, outweighs(territoryCandidates[best], candidate) { continue }
        if best >= 0, outweighs(candidate, territoryCandidates[best]) {
          territoryCandidates[best] = candidate
          continue
        }
        best = territoryCandidates.count
      }
      territoryCandidates.append(candidate)
    }
    if rules.territories.lists.hasScoped(list) {
      territoryLists.append(
        TerritoryList(list: list, region: distance, level: level, isForeign: isForeign))
    }
  }

  /// Whether of two exclusive grants of other dealers the first decides wherever the second would:
  /// it is as specific, as near, asked as long, weakened alike, hinders as much and is told first.
  private mutating func outweighs(
    _ first: TerritoryCandidate, _ second: TerritoryCandidate
  ) -> Bool {
    let one = rules.territories.rows[Int(first.row)]
    let other = rules.territories.rows[Int(second.row)]
    guard first.region <= second.region, first.dealer >= second.dealer,
      one.restrictsActive == other.restrictsActive, one.outcome >= other.outcome
    else { return false }
    let difference = compare(first, second)
    if difference != 0 { return difference < 0 }
    return one.outcome > other.outcome
      || IdentifierOrder.precedes(territoryID(first.row), territoryID(second.row))
  }

  /// Puts the rules about one line in the place of those about another.
  mutating func addAbout(_ order: Int32, _ line: Int32) {
    territoryCandidates.removeLast(territoryCandidates.count - sharedCandidates)
    if hasTerritoryConditions {
      for index in 0..<sharedCandidates {
        let row = territoryCandidates[index].row
        guard rules.territories.rows[Int(row)].condition >= 0 else { continue }
        territoryCandidates[index].product = productDistance(row, order, line) ?? -1
      }
    }
    guard !territoryLists.isEmpty else { return }
    let product = goods(line)
    let keys = rules.territories.lists.goods
    for index in territoryLists.indices { addAbout(product, 0, index, order, line) }
    let brand = rules.catalog.productBrand[Int(product)]
    if brand >= 0 {
      let key = keys.products + keys.categories + brand
      for index in territoryLists.indices { addAbout(key, 1000, index, order, line) }
    }
    var category = rules.catalog.productCategory[Int(product)]
    var level: Int32 = 1
    while category >= 0 {
      for index in territoryLists.indices {
        addAbout(keys.products + category, level, index, order, line)
      }
      category = rules.catalog.categoryTree.parent(of: category)
      level += 1
    }
  }

  /// Adds the rules of one list about one thing.
  private mutating func addAbout(
    _ key: Int32, _ product: Int32, _ index: Int, _ order: Int32, _ line: Int32
  ) {
    let open = territoryLists[index]
    for position in rules.territories.lists.scoped(open.list, key) {
      let row = rules.territories.lists.row(position)
      guard
        var candidate = candidate(
          row, order, open.region, open.level, isForeign: open.isForeign)
      else { continue }
      if rules.territories.rows[Int(row)].condition >= 0,
        productDistance(row, order, line) == nil
      {
        continue
      }
      candidate.product = product
      territoryCandidates.append(candidate)
    }
  }

  /// A rule of the place at hand unless something that all lines share speaks against it.
  private mutating func candidate(
    _ row: Int32, _ order: Int32, _ region: Int32, _ level: Int32, isForeign: Bool
  ) -> TerritoryCandidate? {
    let rule = rules.territories.rows[Int(row)]
    guard isCovering(row, order) else { return nil }
    var level = level
    var isByTier = false
    if isForeign {
      guard !isAbove(rule.dealer, order) else { return nil }
      if isBound(order) { level = lastAsked(about: rule.dealer, order) }
    } else if rule.tier >= 0 || rule.group >= 0 {
      // Of a dealer that nobody binds, tier and group are known now.
      isByTier = isBound(order)
      if !isByTier, !isOfTier(rule, batch.customer[Int(order)]) { return nil }
    }
    return TerritoryCandidate(
      row: row, region: region, dealer: level, isForeign: isForeign, isByTier: isByTier,
      product: Int32.max)
  }

  // MARK: Rules of a region, whomever they name

  /// Calls a closure with the rules of an owner in a region that are in force for a line, until it
  /// says that it needs no more.
  mutating func eachRule(
    of owner: Int32, in region: Int32, _ order: Int32, _ line: Int32,
    _ body: (inout Workspace, Int32) -> Bool
  ) {
    let owned = rules.territories.lists.lists(of: owner)
    guard let list = rules.territories.lists.list(in: region, of: owned) else { return }
    let product = goods(line)
    let keys = rules.territories.lists.goods
    guard eachRule(rules.territories.lists.general(list), order, line, body),
      rules.territories.lists.hasScoped(list),
      eachRule(rules.territories.lists.scoped(list, product), order, line, body)
    else { return }
    let brand = rules.catalog.productBrand[Int(product)]
    if brand >= 0 {
      let key = keys.products + keys.categories + brand
      guard eachRule(rules.territories.lists.scoped(list, key), order, line, body) else { return }
    }
    var category = rules.catalog.productCategory[Int(product)]
    while category >= 0 {
      let range = rules.territories.lists.scoped(list, keys.products + category)
      guard eachRule(range, order, line, body) else { return }
      category = rules.catalog.categoryTree.parent(of: category)
    }
  }

  private mutating func eachRule(
    _ positions: Range<Int>, _ order: Int32, _ line: Int32,
    _ body: (inout Workspace, Int32) -> Bool
  ) -> Bool {
    for position in positions {
      let row = rules.territories.lists.row(position)
      if isCovering(row, order), productDistance(row, order, line) != nil, !body(&self, row) {
        return false
      }
    }
    return true
  }
}
