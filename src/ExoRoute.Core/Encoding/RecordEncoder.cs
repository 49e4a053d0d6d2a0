using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Encoding;

/// <summary>Turns inputs and decisions into their bytes: what is hashed, stored and compared.</summary>
/// <remarks>
/// The layout of each record is docs/formats/records.md. The bytes are good until the next call. Not thread-safe; steady state
/// allocates nothing of its own. Cost: about a microsecond a record, more for books by their levels.
/// </remarks>
public sealed class RecordEncoder
{
    private readonly RecordWriter _to = new();

    /// <summary>The bytes of an input.</summary>
    public ReadOnlyMemory<byte> Encode(Stamp at, RouterInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        switch (input)
        {
            case BookChanged book:
                Begin(RecordSchema.BookChanged, at);
                Write(at, book);
                break;
            case ChildChanged child:
                Begin(RecordSchema.ChildChanged, at);
                Write(child.Event);
                break;
            case TimerFired:
                Begin(RecordSchema.TimerFired, at);
                break;
            case ParentSubmitted submitted:
                Begin(RecordSchema.ParentSubmitted, at);
                Write(submitted.Order);
                break;
            case ParentAmended amended:
                Begin(RecordSchema.ParentAmended, at);
                Write(amended);
                break;
            case ParentCanceled canceled:
                Begin(RecordSchema.ParentCanceled, at);
                _to.Put(2, canceled.Parent.Name);
                break;
            case OwnOrdersChanged own:
                Begin(RecordSchema.OwnOrdersChanged, at);
                _to.Put(2, own.Venue.Name);
                _to.Put(3, own.Instrument.Name);
                _to.PutUnless(0, 4, own.PassedOver ? 1 : 0);
                Write(5, BookSide.Bid, own.Levels.AsSpan());
                Write(6, BookSide.Ask, own.Levels.AsSpan());
                break;
            case ListingChanged listing:
                Begin(RecordSchema.ListingChanged, at);
                Write(listing.Definition);
                Write(listing.Fees);
                break;
            case RiskRulesChanged rules:
                Begin(RecordSchema.RiskRulesChanged, at);
                Write(rules);
                break;
            case PositionTold position:
                Begin(RecordSchema.PositionTold, at);
                _to.Put(2, position.Instrument.Name);
                _to.PutUnlessEmpty(3, position.Desk.Name);
                _to.PutUnlessEmpty(4, position.Trader.Name);
                _to.PutUnlessEmpty(5, position.Client.Name);
                _to.PutUnless(0, 6, position.Net);
                break;
            case VenueReported report:
                Begin(RecordSchema.VenueReported, at);
                Write(report);
                break;
            case KillSwitched kill:
                Begin(RecordSchema.KillSwitched, at);
                Write(kill.Scope, kill.By, kill.Reason);
                break;
            case KillReleased release:
                Begin(RecordSchema.KillReleased, at);
                Write(release.Scope, release.By, release.Reason);
                break;
            case SessionOpened opened:
                Begin(RecordSchema.SessionOpened, at);
                Write(opened);
                break;
            default:
                throw new ArgumentException($"No record is defined for the input {input.GetType().Name}.", nameof(input));
        }

        return _to.End();
    }

    /// <summary>The bytes of a decision.</summary>
    public ReadOnlyMemory<byte> Encode(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        switch (decision)
        {
            case Placed placed:
                Begin(RecordSchema.Placed, decision);
                Write(placed);
                break;
            case CancelSent cancel:
                Begin(RecordSchema.CancelSent, decision);
                _to.Put(3, cancel.Child.Number);
                break;
            case Asked asked:
                Begin(RecordSchema.Asked, decision);
                _to.Put(3, asked.Child.Number);
                break;
            case ParentEnded ended:
                Begin(RecordSchema.ParentEnded, decision);
                _to.Put(3, ended.Parent.Name);
                _to.Put(4, (long)ended.End);
                _to.PutUnless(0, 5, ended.Filled.Count);
                _to.PutUnlessZero(6, ended.Traded.Count);
                _to.PutUnlessZero(7, ended.Fees.Count);
                _to.PutUnless(0, 8, (long)ended.Limit);
                break;
            case Refused refused:
                Begin(RecordSchema.Refused, decision);
                Write(refused.Parent, refused.Reason, refused.Code);
                break;
            case Remarked remarked:
                Begin(RecordSchema.Remarked, decision);
                Write(remarked.Parent, remarked.Reason, remarked.Code);
                break;
            case KillCompleted killed:
                Begin(RecordSchema.KillCompleted, decision);
                Write(killed);
                break;
            case Alarmed alarmed:
                Begin(RecordSchema.Alarmed, decision);
                _to.PutUnless(0, 3, alarmed.Child.Number);
                _to.Put(4, Reason(alarmed.Reason));
                break;
            default:
                throw new ArgumentException($"No record is defined for the decision {decision.GetType().Name}.", nameof(decision));
        }

        return _to.End();
    }

    private void Begin(RecordSchema schema, Stamp at)
    {
        _to.Begin((int)schema);
        _to.Put(1, at.Nanoseconds);
    }

    private void Begin(RecordSchema schema, Decision decision)
    {
        _to.Begin((int)schema);
        _to.Put(1, decision.Basis);
        _to.Put(2, decision.LogicVersion);
    }

    private void Write(SessionOpened opened)
    {
        _to.Put(2, (Int128)opened.StoreId);
        _to.Put(3, opened.Epoch);
        _to.OpenMap(4);
        var settings = opened.Settings;
        _to.Put(1, settings.Depth);
        _to.Put(2, settings.RestAfterReject);
        _to.Put(3, settings.MaxRejects);
        _to.Put(4, settings.MaxChildren);
        _to.Put(5, settings.AnswerWithin);
        _to.Put(6, settings.MaxNodes);
        _to.CloseMap();
    }

    private void Write(InstrumentDefinition definition)
    {
        _to.OpenMap(2);
        _to.Put(1, definition.Venue.Name);
        _to.Put(2, definition.Instrument.Name);
        _to.Put(3, definition.Symbol);
        Write(4, definition.Aliases);
        _to.Put(5, definition.BaseAsset);
        _to.Put(6, definition.QuoteAsset);
        _to.Put(7, definition.SettlementAsset);
        _to.Put(8, definition.Units.PriceDecimals);
        _to.Put(9, definition.Units.QuantityDecimals);
        _to.PutUnless(1, 10, definition.TickSize.Count);
        _to.PutUnless(1, 11, definition.LotSize.Count);
        _to.PutUnless(0, 12, definition.MinimumQuantity.Count);
        _to.PutUnlessZero(13, definition.MinimumNotional.Count);
        _to.PutUnless(1, 14, definition.ContractMultiplier);
        _to.PutUnless(0, 15, definition.IsInverse ? 1 : 0);
        _to.PutUnless(0, 16, (long)definition.State);
        _to.PutUnless(0, 17, definition.From.Nanoseconds);
        _to.PutUnless(0, 18, definition.OrderLatency);
        _to.PutUnless(0, 19, definition.WithdrawnPpm);
        _to.CloseMap();
    }

    private void Write(FeeSchedule fees)
    {
        _to.OpenMap(3);
        _to.PutUnless(0, 1, fees.TakerPpm);
        _to.PutUnless(0, 2, fees.MakerPpm);
        _to.PutUnless(0, 3, fees.PerUnit);
        _to.PutUnlessZero(4, fees.PerOrder.Count);
        _to.PutUnlessZero(5, fees.Minimum.Count);
        _to.PutUnless(0, 6, (long)fees.Asset);
        _to.PutUnless(0, 7, (long)fees.Rounding);
        _to.PutUnlessZero(8, fees.RoundingUnit.Count);
        _to.CloseMap();
    }

    private void Write(Stamp at, BookChanged book)
    {
        _to.Put(2, book.Venue.Name);
        _to.Put(3, book.Instrument.Name);
        _to.Put(4, (long)book.Status);
        _to.PutUnless(0, 5, (long)book.Cause);
        _to.PutUnless(0, 6, at.Since(book.UpdatedAt));
        _to.PutUnless(0, 7, book.Update.IsSnapshot ? 1 : 0);
        Write(8, BookSide.Bid, book.Update.Changes);
        Write(9, BookSide.Ask, book.Update.Changes);
    }

    // Price, quantity, step to the next price, quantity, ...: steps are short where prices are long.
    private void Write(int key, BookSide side, ReadOnlySpan<LevelChange> changes)
    {
        var (any, last) = (false, 0L);
        foreach (var change in changes)
        {
            if (change.Side != side)
            {
                continue;
            }

            if (!any)
            {
                _to.OpenList(key);
                any = true;
            }

            _to.Item(change.Price.Count - last);
            _to.Item(change.Quantity.Count);
            last = change.Price.Count;
        }

        if (any)
        {
            _to.CloseList();
        }
    }

    private void Write(ParentOrder order)
    {
        _to.OpenMap(2);
        _to.Put(1, order.Id.Name);
        _to.Put(2, order.Instrument.Name);
        _to.Put(3, (long)order.Side);
        _to.Put(4, order.Quantity.Count);
        _to.PutUnless(0, 5, order.Limit.Count);
        _to.PutUnless(0, 6, (long)order.Basis);
        _to.PutUnless(0, 7, order.MinimumFill.Count);
        _to.PutUnless(0, 8, order.Deadline.Nanoseconds);
        _to.PutUnless(ParentOrder.FullParticipation, 9, order.ParticipationPpm);
        _to.Put(10, (long)order.Books.LeastProved);
        _to.Put(11, order.Books.MaximumAge);
        _to.Put(12, order.Books.MaximumSeededAge);
        _to.PutUnless(0, 13, order.DiscretionPpm);
        _to.PutUnlessEmpty(14, order.Desk.Name);
        _to.PutUnlessEmpty(15, order.Trader.Name);
        _to.PutUnlessEmpty(16, order.Client.Name);
        _to.CloseMap();
    }

    private void Write(RiskRulesChanged changed)
    {
        if (!changed.Rules.IsEmpty)
        {
            _to.OpenList(2);
            foreach (var rule in changed.Rules)
            {
                _to.OpenItemMap();
                _to.Put(1, (long)rule.Limit);
                Write(2, rule.Scope);
                _to.PutUnlessZero(3, rule.Value);
                _to.PutUnless(0, 4, rule.Window);
                _to.PutUnlessEmpty(5, rule.Asset);
                _to.PutUnless(0, 6, rule.Soft ? 1 : 0);
                _to.CloseMap();
            }

            _to.CloseList();
        }

        _to.PutUnlessEmpty(3, changed.By.Name);
        _to.PutUnlessEmpty(4, changed.Reason);
        _to.PutUnless(0, 5, changed.DayBegins ? 1 : 0);
    }

    private void Write(VenueReported report)
    {
        _to.Put(2, report.Venue.Name);
        _to.Put(3, (long)report.Kind);
        Write(4, report.Orders);
        _to.PutUnless(0, 5, report.AsOf.Nanoseconds);
    }

    private void Write(int key, IReadOnlyCollection<string> texts)
    {
        if (texts.Count > 0)
        {
            _to.OpenList(key);
            foreach (var text in texts)
            {
                _to.Item(text);
            }

            _to.CloseList();
        }
    }

    private void Write(RiskScope scope, PartyId by, string reason)
    {
        Write(2, scope);
        _to.PutUnlessEmpty(3, by.Name);
        _to.PutUnlessEmpty(4, reason);
    }

    private void Write(int key, in RiskScope scope)
    {
        if (scope == default)
        {
            return;
        }

        _to.OpenMap(key);
        _to.PutUnlessEmpty(1, scope.Venue.Name);
        _to.PutUnlessEmpty(2, scope.Instrument.Name);
        _to.PutUnlessEmpty(3, scope.Desk.Name);
        _to.PutUnlessEmpty(4, scope.Trader.Name);
        _to.PutUnlessEmpty(5, scope.Client.Name);
        _to.CloseMap();
    }

    private void Write(ParentId parent, string reason, RefusalCode code)
    {
        _to.Put(3, parent.Name);
        _to.Put(4, Reason(reason));
        _to.Put(5, (long)code);
    }

    private void Write(KillCompleted killed)
    {
        _to.Put(3, killed.Kill);
        _to.PutUnless(0, 4, killed.Took);
        if (!killed.Children.IsEmpty)
        {
            _to.OpenList(5);
            foreach (var (child, took, filled) in killed.Children)
            {
                _to.Item(child.Number);
                _to.Item(took);
                _to.Item(filled.Count);
            }

            _to.CloseList();
        }
    }

    private void Write(ParentAmended amended)
    {
        _to.Put(2, amended.Parent.Name);
        Write(3, amended.Quantity?.Count);
        Write(4, amended.Limit?.Count);
        Write(5, amended.Deadline?.Nanoseconds);
        Write(6, amended.ParticipationPpm);
    }

    private void Write(int key, long? value)
    {
        if (value is { } there)
        {
            _to.Put(key, there);
        }
    }

    private void Write(OrderEvent happened)
    {
        _to.Put(2, happened.Child.Number);
        _to.Put(3, (long)happened.Kind);
        _to.PutUnless(0, 4, happened.Quantity.Count);
        _to.PutUnless(0, 5, happened.Price.Count);
        _to.PutUnlessZero(6, happened.Fee.Count);
        _to.PutUnlessEmpty(7, happened.ExecutionId);
        _to.PutUnlessEmpty(8, happened.Reason);
        _to.PutUnless(0, 9, happened.VenueTime.Nanoseconds);
        Write(10, happened.FilledInAll?.Count);
    }

    private void Write(Placed placed)
    {
        Span<char> name = stackalloc char[ClientOrderId.Length];
        var delta = placed.Delta;
        _to.Put(3, delta.Parent.Name);
        _to.Put(4, delta.Number);
        _to.Put(5, delta.Engine);
        _to.Put(6, delta.Asked.Count);
        _to.OpenList(7);
        for (var i = 0; i < delta.Changes.Length; i++)
        {
            var (change, child) = (delta.Changes[i], placed.Children[i]);
            _to.OpenItemMap();
            _to.Put(1, change.Venue.Name);
            _to.Put(2, change.Quantity.Count);
            _to.Put(3, change.Limit.Count);
            _to.Put(4, change.Cost.Count);
            _to.Put(5, child.Id.Number);
            _to.Put(6, name[..child.ClientId.CopyTo(name)]);
            _to.PutUnless(0, 7, change.SendOffset);
            _to.PutUnless(0, 8, change.Discretion.Count);
            _to.CloseMap();
        }

        _to.CloseList();
        if (!delta.Excluded.IsEmpty)
        {
            _to.OpenList(8);
            foreach (var (venue, reason) in delta.Excluded)
            {
                _to.Item(venue.Name);
                _to.Item((long)reason);
            }

            _to.CloseList();
        }

        var price = delta.Prices[0].Reduced();
        _to.Put(9, price.Numerator);
        if (price.Denominator != 1)
        {
            _to.Put(10, price.Denominator);
        }

        _to.Put(11, delta.Cost.Count);
        _to.PutUnlessZero(12, delta.Gap.Count);
        _to.PutUnless(1, 13, delta.Nodes);
        _to.PutUnless(0, 14, (long)delta.Limit);
        _to.Put(15, placed.Children[0].Instrument.Name);
        _to.Put(16, (long)placed.Children[0].Side);
        _to.Put(17, placed.Children[0].DecidedAt.Nanoseconds);
    }

    // A reason is for people; a very long one says no more than its beginning.
    private static string Reason(string text) => text.Length <= 2_000 ? text : text[..2_000];
}
