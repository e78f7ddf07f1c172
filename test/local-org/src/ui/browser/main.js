import '@lwc/synthetic-shadow';
import { createElement } from 'lwc';
import App from 'shell/app';
import Toast from 'lightning/toast';
import ToastContainer from 'lightning/toastContainer';
import { ShowToastEventName } from 'lightning/platformShowToastEvent';

document.addEventListener(ShowToastEventName, ({ detail }) => {
  ToastContainer.instance();
  Toast.show(
    { label: detail.title, message: detail.message, variant: detail.variant ?? 'info', mode: detail.mode },
    document.body
  );
});

document.querySelector('#page').appendChild(createElement('shell-app', { is: App }));
