// ODK web-forms as its README tells: a Vue application with its plugin and its component.
import { OdkWebForm, webFormsPlugin } from "@getodk/web-forms";
import { createApp, h } from "vue";
import formXml from "@form";

const app = createApp({
  render: () => h(OdkWebForm, { formXml, fetchFormAttachment: () => Promise.reject(new Error("the form has no attachment")) }),
});
app.use(webFormsPlugin);
app.mount("#form");
