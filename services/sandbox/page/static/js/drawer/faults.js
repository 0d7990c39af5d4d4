/** Faults that a person wants the networks to have. */

import { api } from "../api.js";
import { attempt, toast } from "../dialogs.js";
import { button, h } from "../dom.js";
import { icon } from "../icons.js";
import { t, tOr } from "../i18n.js";
import { loadState, store } from "../store.js";
import { inOrder, networkOf, themeOf } from "../walls/themes.js";
import { field, input, section, select } from "./section.js";

const KINDS = [
  "refuse",
  "rate_limit",
  "server_error",
  "hang",
  "reset",
  "accept_then_hang",
  "accept_then_reset",
  "accept_then_500",
  "accept_then_cut_body",
  "accept_then_garbage",
  "login_expired",
  "captcha",
  "slow",
];
const SECONDS = { rate_limit: ["retry_after_s", 30], slow: ["delay_s", 5] };

function times(fault) {
  const left = fault.times_left ?? fault.times;
  return left === null || left === undefined ? t("until_removed") : t("n_times", { n: left });
}

function row(fault) {
  const what = tOr(`fault_${fault.kind}`, fault.kind);
  const where = fault.method === "*" ? t("any_method") : fault.method;
  const remove = () =>
    attempt(async () => {
      await api.removeFault(fault.id);
      await loadState();
    });
  return h(
    "li",
    { class: "fault", data: { testid: "fault", faultId: String(fault.id) } },
    h(
      "span",
      { class: "choice-text" },
      h("span", { class: "choice-name" }, `${themeOf(fault.network).name}: ${what}`),
      h("span", { class: "choice-note" }, [where, fault.target, times(fault)].filter(Boolean).join(" · ")),
    ),
    button(
      t("remove_fault", { what }),
      { class: "icon-button", testid: "fault-remove", onClick: remove },
      icon("close"),
    ),
  );
}

/** The list of faults in force. */
export function faultList() {
  if (store.faults.length === 0) return [h("p", { class: "note" }, t("no_faults"))];
  const removeAll = () =>
    attempt(async () => {
      await api.removeFaults();
      await loadState();
    });
  return [
    h("ul", { class: "faults" }, store.faults.map(row)),
    button(t("remove_all_faults"), {
      class: "button quiet",
      testid: "faults-remove-all",
      onClick: removeAll,
    }),
  ];
}

function targets(network) {
  const walls = store.walls.filter((wall) => wall.network === network);
  return [["", t("every_wall")], ...walls.map((wall) => [wall.target, wall.title])];
}

class FaultForm {
  constructor() {
    this.network = select(
      "fault_network",
      inOrder(store.networks.map(({ key }) => key)).map((key) => [key, themeOf(key).name]),
    );
    this.kind = select("fault_kind", []);
    this.method = select("fault_method", []);
    this.target = select("fault_target", []);
    this.times = input("fault_times", { type: "number", min: "1", max: "1000", value: "1", required: true });
    this.forever = h("input", { type: "checkbox", name: "fault_forever", data: { testid: "fault_forever" } });
    this.seconds = input("fault_seconds", { type: "number", min: "1", max: "86400", value: "30" });
    this.secondsField = field(t("seconds"), this.seconds);
    this.captcha = select(
      "fault_captcha",
      [
        ["new", t("captcha_new")],
        ["old", t("captcha_old")],
      ],
      "new",
    );
    this.captchaField = field(t("captcha_form"), this.captcha);
    this.about = h("p", { class: "note", role: "status" });
    this.network.addEventListener("change", () => this.fill());
    this.kind.addEventListener("change", () => this.refresh());
    this.forever.addEventListener("change", () => this.refresh());
    this.fill();
  }

  fill() {
    const { key, methods, captcha } = networkOf(this.network.value);
    const kinds = KINDS.filter((kind) => kind !== "captcha" || captcha);
    const put = (element, options) =>
      element.replaceChildren(...options.map(([value, text]) => h("option", { value }, text)));
    put(
      this.kind,
      kinds.map((kind) => [kind, tOr(`fault_${kind}`, kind)]),
    );
    put(this.method, [["*", t("any_method")], ...methods.map((name) => [name, name])]);
    put(this.target, targets(key));
    this.refresh();
  }

  refresh() {
    const kind = this.kind.value;
    this.secondsField.hidden = !SECONDS[kind];
    this.captchaField.hidden = kind !== "captcha";
    this.times.disabled = this.forever.checked;
    this.about.textContent = tOr(`fault_${kind}_note`, "");
    if (SECONDS[kind]) [, this.seconds.value] = SECONDS[kind];
  }

  wish() {
    const kind = this.kind.value;
    const params = {};
    if (SECONDS[kind]) params[SECONDS[kind][0]] = Number(this.seconds.value);
    if (kind === "captcha") params.form = this.captcha.value;
    return {
      network: this.network.value,
      method: this.method.value,
      kind,
      times: this.forever.checked ? null : Number(this.times.value),
      ...(this.target.value ? { target: this.target.value } : {}),
      ...(Object.keys(params).length > 0 ? { params } : {}),
    };
  }

  async submit(event) {
    event.preventDefault();
    const fault = await attempt(() => api.addFault(this.wish()));
    if (!fault) return;
    await loadState();
    toast(t("fault_added"));
  }

  content() {
    return h(
      "form",
      { class: "stacked-form", on: { submit: (event) => this.submit(event) } },
      h("div", { class: "pair" }, field(t("network"), this.network), field(t("call"), this.method)),
      field(t("what_happens"), this.kind),
      this.about,
      this.secondsField,
      this.captchaField,
      field(t("where"), this.target),
      h(
        "div",
        { class: "pair" },
        field(t("how_often"), this.times),
        h("label", { class: "check" }, this.forever, t("until_removed")),
      ),
      h("button", { type: "submit", class: "button", data: { testid: "fault_add" } }, t("add_fault")),
    );
  }
}

/** The section of faults. */
export function faultsSection() {
  return section(
    "faults",
    t("faults"),
    "bolt",
    [h("div", { data: { testid: "fault-list", live: "faults" } }, faultList()), new FaultForm().content()],
    { open: true },
  );
}
