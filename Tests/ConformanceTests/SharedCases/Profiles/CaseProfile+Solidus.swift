import DealerRules

extension CaseProfile {
  /// Three lanes; inside a lane the best promotion of each line.
  static let solidus = CaseProfile(
    order: .declared,
    steps: ["pre", "default", "post"].map { lane in
      ProfileStep(
        id: lane, takes: lane == "default" ? .rest : .lane(lane), base: .running,
        remainder: .firstLines, choice: .bestPerLine)
    },
    subtotals: .list, refundRounding: .down)
}
