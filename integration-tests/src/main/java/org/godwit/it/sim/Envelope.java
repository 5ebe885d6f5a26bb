package org.godwit.it.sim;

import org.godwit.message.FromAgent;
import org.godwit.message.Message;
import org.godwit.message.MessageCodec;
import org.godwit.message.ToAgent;

/// A signed message. Signing is modelled: a genuine envelope was signed by whom it names, any other
/// does not pass a verifier.
///
/// @param signer an agent's name, or [#ENGINE]
record Envelope(String signer, boolean genuine, Message message) {
    static final String ENGINE = "engine";

    /// The same message, as a reader of its bytes would have it.
    Envelope encodedAndDecoded() {
        byte[] bytes = MessageCodec.encode(message);
        Message read =
                switch (message) {
                    case FromAgent _ -> MessageCodec.decodeFromAgent(bytes);
                    case ToAgent _ -> MessageCodec.decodeToAgent(bytes);
                };
        return new Envelope(signer, genuine, read);
    }

    Envelope notGenuine() {
        return new Envelope(signer, false, message);
    }

    @Override
    public String toString() {
        return message.getClass().getSimpleName()
                + " of "
                + signer
                + (genuine ? "" : " (forged)")
                + " "
                + brief();
    }

    /// Only what has an order of its own, so that lines are equal in every run.
    private String brief() {
        return switch (message) {
            case ToAgent.Orders orders ->
                    orders.epoch()
                            + " "
                            + orders.incarnation()
                            + " "
                            + orders.orders().stream().map(order -> order.id()).toList();
            case ToAgent.Cancel cancel -> cancel.epoch() + " " + cancel.orders();
            case ToAgent.Receipt receipt -> receipt.epoch() + " " + receipt.outcomes();
            case ToAgent.Delete order ->
                    order.epoch() + " " + order.sequence() + " " + order.files();
            case ToAgent other -> other.epoch() + " " + other.incarnation();
            case FromAgent.Outcomes outcomes ->
                    outcomes.incarnation()
                            + " "
                            + outcomes.completed().stream().map(o -> o.order()).toList()
                            + " failed "
                            + outcomes.failed().stream()
                                    .map(o -> o.order() + " " + o.failure())
                                    .toList();
            case FromAgent.Inventory inventory ->
                    inventory.incarnation() + " " + inventory.round() + " " + inventory.orders();
            case FromAgent other -> String.valueOf(other.incarnation());
        };
    }
}
