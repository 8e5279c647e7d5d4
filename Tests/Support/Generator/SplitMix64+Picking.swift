extension SplitMix64 {
  /// A number of a closed range.
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True in `percent` of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the elements, of which there is at least one.
  mutating func pick<T>(_ elements: [T]) -> T { elements[below(elements.count)] }

  /// The elements in another order.
  mutating func shuffled<T>(_ elements: [T]) -> [T] {
    var result = elements
    for index in result.indices.dropFirst() { result.swapAt(index, int(0...index)) }
    return result
  }
}
