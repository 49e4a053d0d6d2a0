using System.Text.Json;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Coinbase;

/// <summary>Reads Coinbase Advanced Trade's WebSocket frames.</summary>
internal sealed class CoinbaseFrameReader : FrameReader
{
    protected override bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        var (channel, type) = (default(FrameSlice), default(FrameSlice));
        var time = default(Stamp);
        var events = default(Utf8JsonReader);
        var hasEvents = false;
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("channel"u8))
            {
                channel = Text(ref json, frame);
            }
            else if (name.SequenceEqual("type"u8))
            {
                type = Text(ref json, frame);
            }
            else if (name.SequenceEqual("timestamp"u8))
            {
                time = VenueTime.Iso(frame.Text(bytes, Text(ref json, frame)));
            }
            else if (name.SequenceEqual("sequence_num"u8))
            {
                frame.Sequence = Whole(ref json);
                if (frame.Sequence < 0)
                {
                    return frame.Fail(FrameFaultKind.BadNumber, json.TokenStartIndex, "sequence_num is not a whole number from 0 up");
                }
            }
            else if (name.SequenceEqual("events"u8))
            {
                events = json; // the channel may stand behind it
                hasEvents = true;
                if (IsBook(frame.Text(bytes, channel)))
                {
                    if (!ReadEvents(ref json, bytes, frame, time))
                    {
                        return false;
                    }

                    hasEvents = false;
                }
            }

            Leave(ref json);
        }

        return Conclude(frame, bytes, channel, type) && (frame.Kind != FrameKind.Book || !hasEvents || ReadEvents(ref events, bytes, frame, time))
            && (frame.Kind != FrameKind.Book || frame.EntryCount > 0 || frame.Fail(FrameFaultKind.WrongShape, 0, "an l2_data frame without events"));
    }

    private static bool IsBook(ReadOnlySpan<byte> channel) => channel.SequenceEqual("l2_data"u8);

    private static bool Conclude(VenueFrame frame, ReadOnlySpan<byte> bytes, FrameSlice channel, FrameSlice type)
    {
        frame.Channel = channel.IsEmpty ? type : channel;
        if (frame.Text(bytes, type).SequenceEqual("error"u8))
        {
            frame.Kind = FrameKind.Refusal;
            return true;
        }

        if (frame.Sequence == FrameEntry.None)
        {
            return frame.Fail(FrameFaultKind.WrongShape, 0, "a frame without sequence_num");
        }

        var name = frame.Text(bytes, channel);
        if (IsBook(name))
        {
            frame.Kind = FrameKind.Book;
        }
        else if (name.SequenceEqual("heartbeats"u8) || name.SequenceEqual("subscriptions"u8) || name.SequenceEqual("ticker"u8)
            || name.SequenceEqual("ticker_batch"u8) || name.SequenceEqual("market_trades"u8) || name.SequenceEqual("status"u8)
            || name.SequenceEqual("candles"u8) || name.SequenceEqual("user"u8))
        {
            frame.Kind = FrameKind.Other;
        }

        return true;
    }

    private static bool ReadEvents(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame, Stamp time)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "events is not an array");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            if (!ReadEvent(ref json, bytes, frame, time))
            {
                return false;
            }
        }

        return json.TokenType == JsonTokenType.EndArray
            || frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "events holds something else than objects");
    }

    private static bool ReadEvent(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame, Stamp time)
    {
        var at = json.TokenStartIndex;
        var entry = VenueFrame.NewEntry(frame.LevelCount);
        var type = default(FrameSlice);
        var hasUpdates = false;
        entry.VenueTime = time;
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("type"u8))
            {
                type = Text(ref json, frame);
            }
            else if (name.SequenceEqual("product_id"u8))
            {
                entry.Symbol = Text(ref json, frame);
            }
            else if (name.SequenceEqual("updates"u8))
            {
                hasUpdates = true;
                if (!ReadUpdates(ref json, bytes, frame))
                {
                    return false;
                }
            }

            Leave(ref json);
        }

        var kind = frame.Text(bytes, type);
        entry.IsSnapshot = kind.SequenceEqual("snapshot"u8);
        if (entry.Symbol.IsEmpty || !hasUpdates || !(entry.IsSnapshot || kind.SequenceEqual("update"u8)))
        {
            return frame.Fail(FrameFaultKind.WrongShape, at, "an l2_data event is not a snapshot or update of a product_id with its updates");
        }

        entry.LevelCount = frame.LevelCount - entry.FirstLevel;
        frame.Add(entry);
        return true;
    }

    private static bool ReadUpdates(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "updates is not an array");
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var at = json.TokenStartIndex;
            var (side, price, quantity) = (default(FrameSlice), default(FrameSlice), default(FrameSlice));
            while (NextProperty(ref json))
            {
                var name = json.ValueSpan;
                json.Read();
                if (name.SequenceEqual("side"u8))
                {
                    side = Text(ref json, frame);
                }
                else if (name.SequenceEqual("price_level"u8))
                {
                    price = Amount(ref json);
                }
                else if (name.SequenceEqual("new_quantity"u8))
                {
                    quantity = Amount(ref json);
                }

                Leave(ref json);
            }

            var which = frame.Text(bytes, side);
            var bid = which.SequenceEqual("bid"u8);
            if (price.IsEmpty || quantity.IsEmpty || !(bid || which.SequenceEqual("offer"u8)))
            {
                return frame.Fail(FrameFaultKind.WrongShape, at, "a level is not a side (bid or offer), a price_level and a new_quantity");
            }

            frame.Add(new FrameLevel(bid ? BookSide.Bid : BookSide.Ask, price, quantity));
        }

        return json.TokenType == JsonTokenType.EndArray
            || frame.Fail(FrameFaultKind.WrongShape, json.TokenStartIndex, "a level is not an object");
    }
}
