package org.godwit.it.wan.cases;

import java.util.List;

/// Figures of several values.
final class Statistics {
    private Statistics() {}

    /// The middle value, or the mean of the two in the middle.
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values have no median");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// Jain's index of fairness (Jain, Chiu, Hawe 1984): 1 where all have the same, 1/n where one
    /// has all; 1 also where nobody has anything.
    static double jain(List<Double> shares) {
        double sum = shares.stream().mapToDouble(share -> share).sum();
        double squares = shares.stream().mapToDouble(share -> share * share).sum();
        return squares == 0 ? 1 : sum * sum / (shares.size() * squares);
    }

    /// A point in time and what was measured then.
    record Point(double x, double y) {}

    /// Slope of the line of least squares through the points, 0 for fewer than two.
    static double slope(List<Point> points) {
        double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
        double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            covariance += (point.x() - meanX) * (point.y() - meanY);
            variance += (point.x() - meanX) * (point.x() - meanX);
        }
        return variance == 0 ? 0 : covariance / variance;
    }
}
