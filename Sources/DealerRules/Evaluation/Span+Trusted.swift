// Indexes that the kernel made itself (Benchmarks/DESIGN.md, "What checks of bounds cost").
//
// For numbers that the compile counted, that a block counts as it goes, or that the gate has looked
// up with a check before (`KernelScratch+Gate`); never for one that an order or a document states.
// Debug builds, and so the tests, check every one of them.
extension Span where Element: BitwiseCopyable {
  /// The element at an index that lies within by construction.
  @inline(__always)
  subscript(trusted index: Int) -> Element {
    #if DEBUG
      self[index]
    #else
      self[unchecked: index]
    #endif
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// The element at an index that lies within by construction.
  @inline(__always)
  subscript(trusted index: Int) -> Element {
    get {
      #if DEBUG
        self[index]
      #else
        self[unchecked: index]
      #endif
    }
    set {
      #if DEBUG
        self[index] = newValue
      #else
        self[unchecked: index] = newValue
      #endif
    }
  }
}
