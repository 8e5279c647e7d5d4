/// Elements of which the least is taken first. Each step takes O(log elements).
struct MinHeap<Element: Comparable & Sendable>: Sendable {
  private var elements: [Element] = []

  /// The least element.
  var first: Element? { elements.first }

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the least element off; `nil` where there is none.
  @discardableResult mutating func popFirst() -> Element? {
    guard let least = elements.first, let end = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return least }
    elements[0] = end
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { return least }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { return least }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
