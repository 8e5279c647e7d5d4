import DealerRules

extension CaseProfile {
  /// Buckets in order, each on what the one before left; without a bucket on the list price.
  static let oracle = CaseProfile(
    order: .smaller("bucket", absentLast: true),
    steps: [ProfileStep(id: "buckets", takes: .rest, base: .running)],
    baseWithoutBucket: .list)
}
