extension CompiledRules {
  /// A place and everything above it as a rule's region is looked for there, the nearest first:
  /// the region that stands for the code, what it succeeded, its parent, and so on (RULES.md
  ///
  /// - Parameters:
  ///   - code: A region's id or alias.
  ///   - instant: When; a code that has ended means its one living successor.
  /// - Returns: Ids; empty for a code that means no region at the instant.
  /// - Complexity: O(levels + log of the instants at which the catalogue changes).
  public func regionPath(of code: String, at instant: Instant) -> [String] {
    let span = catalog.regionTree.span(at: instant.secondsSinceEpoch)
    var place = catalog.regionTree.position(of: catalog.regions.index(of: code), span: span)
    var path: [String] = []
    while place >= 0 {
      path.append(catalog.regions.name(catalog.regionTree.symbol(place)))
      place = catalog.regionTree.parent(of: place)
    }
    return path
  }
}
