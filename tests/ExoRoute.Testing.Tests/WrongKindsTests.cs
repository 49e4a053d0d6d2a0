using ExoRoute.Testing;

namespace ExoRoute.Tests.Testing;

/// <summary>Kinds that are wrong on purpose, each in one thing: the kit must see it.</summary>
public class WrongKindsTests
{
    [Fact]
    public void The_kind_that_the_wrong_ones_spoil_is_right() => string.Join('\n', LocalProblemConformance.Check(new Spoiled())).Should().BeEmpty();

    [Fact]
    public void A_value_that_is_not_convex_is_seen() => Sees(new Spoiled { Cost = static x => (x * x) + (0.5 * Math.Sin(9 * x)) }, "not convex");

    [Fact]
    public void A_step_that_is_off_by_a_hundredth_is_seen() => Sees(new Spoiled { Step = static x => 1.01 * x }, "not the least");

    [Fact]
    public void A_response_that_ignores_a_limit_is_seen() => Sees(new Spoiled { Answer = static price => price / 2 }, "at admitted prices it must be finite and possible");

    [Fact]
    public void A_response_that_is_not_the_best_is_seen() => Sees(new Spoiled { Answer = static price => Math.Clamp(0.4 * price, -1, 1) }, "is better by");

    [Fact]
    public void A_slope_of_the_wrong_sign_is_seen() => Sees(new Spoiled { Turn = static slope => -slope }, "eigenvalues");

    [Fact]
    public void A_slope_that_disagrees_with_the_step_is_seen() => Sees(new Spoiled { Turn = static slope => 0.5 * slope }, "the step itself moves it");

    [Fact]
    public void A_step_that_is_not_a_number_is_seen() => Sees(new Spoiled { Step = static x => x > 0.5 ? double.NaN : x }, "finite and possible");

    [Fact]
    public void A_step_that_leaves_the_limits_is_seen() => Sees(new Spoiled { Step = static x => 3 * x }, "finite and possible");

    [Fact]
    public void An_answer_that_changes_from_call_to_call_is_seen()
    {
        var calls = 0;
        Sees(new Spoiled { Step = x => x * (1 - (1e-15 * (calls++ % 7))) }, "pure function");
    }

    [Fact]
    public void Prices_that_move_each_time_they_are_admitted_are_seen() => Sees(new Spoiled { Move = static price => 0.5 * price }, "once must stay");

    [Fact]
    public void Prices_that_are_moved_without_need_are_seen() => Sees(new Spoiled { Move = static price => Math.Max(price, 0) }, "a step's own price has an end");

    [Fact]
    public void A_point_that_is_no_number_must_be_refused() => Sees(new Spoiled { Lenient = true }, "must throw an ArgumentException");

    [Fact]
    public void The_same_seed_finds_the_same_faults()
    {
        var wrong = new Spoiled { Turn = static slope => 0.5 * slope };

        LocalProblemConformance.Check(wrong, new() { Seed = 9 }).Should().Equal(LocalProblemConformance.Check(wrong, new() { Seed = 9 }));
        LocalProblemConformance.Check(wrong, new() { Seed = 9 }).Should().NotEqual(LocalProblemConformance.Check(wrong, new() { Seed = 10 }));
        LocalProblemConformance.Check(wrong, new() { Seed = 9 }).Should().Equal(LocalProblemConformance.Check(wrong, new() { Draw = new SeededDraws(9).Next }));
    }

    [Fact]
    public void Settings_with_faults_are_refused_and_named()
    {
        var wrong = () => LocalProblemConformance.Check(new Spoiled(), new() { FlowSize = 0 });

        wrong.Should().Throw<ArgumentException>().WithMessage("*FlowSize*0*");
        new ConformanceSettings { Points = 1, PriceSize = double.NaN, Tolerance = 1, FlowSize = -1 }.Faults().Should().HaveCount(4);
    }

    private static void Sees(LocalProblem wrong, string what) =>
        LocalProblemConformance.Check(wrong).Should().NotBeEmpty().And.HaveCountLessThanOrEqualTo(20).And.Contain(fault => fault.Contains(what, StringComparison.Ordinal), "it is wrong in that")
            .And.OnlyContain(fault => fault.StartsWith("spoiled 'spoiled': ", StringComparison.Ordinal));

    // x^2 on [-1, 1], with each answer open to be spoiled.
    private sealed class Spoiled() : LocalProblem("spoiled")
    {
        internal Func<double, double> Cost { get; init; } = static x => x * x;

        internal Func<double, double> Step { get; init; } = static x => x;

        internal Func<double, double> Answer { get; init; } = static price => Math.Clamp(price / 2, -1, 1);

        internal Func<double, double> Turn { get; init; } = static slope => slope;

        internal Func<double, double> Move { get; init; } = static price => price;

        internal bool Lenient { get; init; }

        public override string Kind => "spoiled";

        public override double Value(ReadOnlySpan<double> flows) => Math.Abs(flows[0]) <= 1 + 1e-12 ? Cost(flows[0]) : double.PositiveInfinity;

        public override void Respond(ReadOnlySpan<double> prices, Span<double> flows) => flows[0] = Answer(prices[0]);

        public override void Prox(ReadOnlySpan<double> point, double rho, Span<double> flows)
        {
            if (!Lenient)
            {
                Demand(point, rho);
            }

            flows[0] = Step(Math.Clamp(rho * point[0] / (rho + 2), -1, 1));
        }

        public override void ProxSlope(ReadOnlySpan<double> point, double rho, ReadOnlySpan<double> flows, Span<double> slope) =>
            slope[0] = Turn(Math.Abs(rho * point[0] / (rho + 2)) < 1 ? rho / (rho + 2) : 0);

        public override void Admit(Span<double> prices) => prices[0] = Move(prices[0]);
    }
}
